import { rejection, type Reply } from "../../engine/request.ts";
import { type DeploymentId, makeDeploymentId } from "../../ids/index.ts";
import type { Deployment, Service, ServiceDescription } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import type { RequestOf } from "../event.ts";

/**
 * Takes a discovered endpoint into the registry: each of its services gets the revision after the
 * active one and becomes the active one itself (wire facts 2.4). A URI is one deployment, whatever
 * headers are to be sent to it.
 */
export function registerDeployment(draft: Draft, body: RequestOf<"RegisterDeployment">): Reply {
  const { deployment: described, force, breaking, dryRun } = body;
  const known = draft
    .scan("deployment", "")
    .map(({ value }) => value)
    .find(({ uri }) => uri === described.uri);
  if (known !== undefined && !force) {
    return { _tag: "Registered", deployment: known, services: known.services, unchanged: true };
  }
  for (const service of described.services) {
    const active = draft.get("service", "", service.name);
    if (active !== undefined && active.type !== service.type && !breaking && !force) {
      return typeChange(active, service);
    }
  }
  const id = known?.id ?? makeDeploymentId(draft.nowMs, draft.draw());
  const services = described.services.map((service) => ({
    ...service,
    revision: (draft.get("service", "", service.name)?.revision ?? 0) + 1,
    deploymentId: id,
  }));
  const deployment: Deployment = { ...described, id, createdAtMs: draft.nowMs, services };
  if (!dryRun) {
    draft.put("deployment", "", id, deployment);
    for (const service of services) draft.put("service", "", service.name, service);
    if (known !== undefined) reactivate(draft, known, id);
  }
  return { _tag: "Registered", deployment, services, unchanged: false };
}

/** Makes the highest remaining revision of each service of a deployment the active one. */
export function reactivate(draft: Draft, gone: Deployment, replacedBy: DeploymentId | null): void {
  const kept = draft.scan("deployment", "").map(({ value }) => value);
  for (const { name } of gone.services) {
    let active: Service | null = null;
    for (const { services } of kept) {
      for (const service of services) {
        if (service.name !== name) continue;
        if (active === null || service.revision > active.revision) active = service;
      }
    }
    if (active === null) draft.delete("service", "", name);
    else if (active.deploymentId !== replacedBy) draft.put("service", "", name, active);
  }
}

function typeChange(active: Service, proposed: ServiceDescription): Reply {
  return rejection(
    409,
    `service '${proposed.name}' is registered as ${active.type} and would become ` +
      `${proposed.type}; rename it, or register with "breaking": true`,
    "META0006",
  );
}

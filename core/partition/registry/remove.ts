import type { Reply } from "../../engine/request.ts";
import { rejection } from "../../engine/request.ts";
import type { DeploymentId } from "../../ids/index.ts";
import type { Draft } from "../draft.ts";
import { reactivate } from "./register.ts";

/** Removes a deployment; earlier revisions of its services become active again (wire facts 2.4). */
export function removeDeployment(draft: Draft, id: DeploymentId): Reply {
  const deployment = draft.get("deployment", "", id);
  if (deployment === undefined) {
    return rejection(404, `deployment '${id}' not found; GET /deployments lists those there are`);
  }
  draft.delete("deployment", "", id);
  reactivate(draft, deployment, null);
  return { _tag: "Done" };
}

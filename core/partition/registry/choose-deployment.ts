import { type DeploymentChoice, rejection, type Rejection } from "../../engine/request.ts";
import type { Deployment, Invocation, Pin } from "../../model/index.ts";
import type { Draft } from "../draft.ts";

/** Where an invocation is to go on, or why it cannot go on there. */
export type ChosenDeployment = { readonly _tag: "Chosen"; readonly pin: Pin | null } | Rejection;

/**
 * The pin of an invocation after an operator has chosen a deployment for it (S-PIN-1): the protocol
 * version stays, so that the chosen one has to speak it and to have the handler (wire facts 2.5).
 * One that is bound to nothing yet finds the latest deployment by itself.
 */
export function chooseDeployment(
  draft: Draft,
  { pin, target }: Invocation,
  choice: DeploymentChoice,
): ChosenDeployment {
  if (pin === null || choice._tag === "Keep") return { _tag: "Chosen", pin };
  const id =
    choice._tag === "Id" ? choice.id : draft.get("service", "", target.service)?.deploymentId;
  const deployment = id === undefined ? undefined : draft.get("deployment", "", id);
  if (deployment === undefined) {
    const which = id ?? `for service '${target.service}'`;
    return rejection(400, `deployment ${which} not found; GET /deployments lists those there are`);
  }
  const { minProtocolVersion: min, maxProtocolVersion: max } = deployment;
  const { protocolVersion } = pin;
  if (protocolVersion < min || protocolVersion > max) {
    return rejection(
      400,

      `deployment ${deployment.id} speaks protocol versions ${min} to ${max}, ` +
        `and the invocation began with ${protocolVersion}`,
    );
  }
  if (!hasHandler(deployment, target.service, target.handler)) {
    return rejection(
      400,

      `deployment ${deployment.id} has no handler '${target.handler}' of service ` +
        `'${target.service}'`,
    );
  }
  return { _tag: "Chosen", pin: { deploymentId: deployment.id, protocolVersion } };
}

function hasHandler({ services }: Deployment, service: string, handler: string): boolean {
  return services.some(
    ({ name, handlers }) => name === service && handlers.some((each) => each.name === handler),
  );
}

import { type DeploymentChoice, rejection, type Reply } from "../../engine/request.ts";
import type { InvocationId } from "../../ids/index.ts";
import type { Invocation } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { invoke } from "../lifecycle/invoke.ts";
import { chooseDeployment } from "../registry/choose-deployment.ts";

/**
 * Runs an invocation now: one that is paused or suspended with its failures forgotten and, where
 * that is asked for, on another deployment (S-PIN-1); one that backs off without waiting more (5.3).
 */
export function resume(draft: Draft, id: InvocationId, choice: DeploymentChoice): Reply {
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  const { status, epoch } = invocation;
  switch (status._tag) {
    case "Scheduled":
    case "Inboxed":
      return rejection(425, "the invocation has not started yet, so that it cannot be resumed");
    case "Completed":
      return rejection(409, "the invocation is completed, so that it cannot be resumed");
    case "Invoked":
      return choice._tag === "Keep" ? { _tag: "Done" } : STAYS;
    case "BackingOff":
      if (choice._tag !== "Keep") return STAYS;
      draft.disarmTimer({ _tag: "Retry", dueMs: status.retryAtMs, id, epoch });
      invoke(draft, invocation);
      return { _tag: "Done" };
    case "Paused":
    case "Suspended":
      return begin(draft, invocation, choice);
    default:
      return status satisfies never;
  }
}

function begin(draft: Draft, invocation: Invocation, choice: DeploymentChoice): Reply {
  if (invocation.pin === null && choice._tag === "Id") return STAYS;
  const chosen = chooseDeployment(draft, invocation, choice);
  if (chosen._tag === "Rejected") return chosen;
  const { pin } = chosen;
  invoke(draft, { ...invocation, pin, policyAttempts: 0, attemptsSinceLastStored: 0 });
  return { _tag: "Done" };
}

const STAYS = rejection(
  409,
  "the invocation still runs, or is not bound to a deployment yet, so that its deployment cannot " +
    "be changed; pause it if it runs, and resume it with deployment=latest if it is not bound",
);

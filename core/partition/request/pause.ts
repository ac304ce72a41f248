import { rejection, type Reply } from "../../engine/request.ts";
import type { InvocationId } from "../../ids/index.ts";
import type { Draft } from "../draft.ts";

/**
 * Stops the attempts of an invocation until somebody resumes it: the one under way is aborted, the
 * next one is called off (S-PAUSE-1). One that is suspended has none to stop, and stays so.
 */
export function pause(draft: Draft, id: InvocationId): Reply {
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  const { status, epoch } = invocation;
  switch (status._tag) {
    case "Scheduled":
    case "Inboxed":
    case "Completed":
      return rejection(409, "the invocation is not running, so that it cannot be paused");
    case "Paused":
    case "Suspended":
      return { _tag: "Done" };
    case "Invoked":
      draft.delete("running", "", id);
      draft.act({ _tag: "AbortAttempt", id, epoch });
      break;
    case "BackingOff":
      draft.disarmTimer({ _tag: "Retry", dueMs: status.retryAtMs, id, epoch });
      break;
    default:
      status satisfies never;
  }
  draft.putInvocation({ ...invocation, status: { _tag: "Paused" }, modifiedAtMs: draft.nowMs });
  return { _tag: "Requested" };
}

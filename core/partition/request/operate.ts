import { rejection, type Reply } from "../../engine/request.ts";
import type { InvocationId } from "../../ids/index.ts";
import { isStarted } from "../../model/index.ts";
import { CANCEL_SIGNAL_INDEX } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { cancelUnstarted } from "../lifecycle/cancel.ts";
import { forget } from "../lifecycle/forget.ts";
import { killInvocation } from "../lifecycle/kill.ts";
import { applyNotify } from "../message/apply-notify.ts";
import { signalNotification } from "../message/notification.ts";

/** Asks an invocation to stop; one that has not started stops at once (wire facts 5.2). */
export function cancel(draft: Draft, id: InvocationId): Reply {
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  if (invocation.status._tag === "Completed") return alreadyCompleted("cancelled");
  if (!isStarted(invocation.status)) {
    cancelUnstarted(draft, invocation);
    return { _tag: "Done" };
  }
  const signal = { _tag: "Signal", index: CANCEL_SIGNAL_INDEX } as const;
  applyNotify(draft, signalNotification(id, signal, { _tag: "Void" }));
  return { _tag: "Requested" };
}

/** Ends an invocation and all that it called (wire facts 5.2). */
export function kill(draft: Draft, id: InvocationId): Reply {
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  if (invocation.status._tag === "Completed") return alreadyCompleted("killed");
  killInvocation(draft, invocation);
  return { _tag: "Done" };
}

/** Forgets an ended invocation now. */
export function purge(draft: Draft, id: InvocationId): Reply {
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  if (invocation.status._tag !== "Completed") {
    return rejection(409, "the invocation is not completed yet, so that it cannot be purged");
  }
  forget(draft, invocation);
  return { _tag: "Done" };
}

function alreadyCompleted(what: string): Reply {
  return rejection(409, `the invocation is already completed, so that it cannot be ${what}`);
}

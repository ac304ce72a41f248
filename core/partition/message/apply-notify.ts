import {
  type Invocation,
  type InvocationStatus,
  isCancel,
  notificationKey,
  settleAny,
  successorOf,
} from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { appendNotification } from "../journal/append.ts";
import { settledBy } from "../journal/settled-by.ts";
import { cancelUnstarted } from "../lifecycle/cancel.ts";
import { invoke } from "../lifecycle/invoke.ts";
import type { Notify } from "./notification.ts";

/**
 * Stores a notification for an invocation and wakes it if that is what it waits for (L-WAKE-1).
 * One that has not started yet keeps it for its first attempt (S-SIGNAL-1); an ended one has no use for it, and
 * neither has a later one of the same id.
 */
export function applyNotify(draft: Draft, message: Notify): void {
  const { id, notificationType, notificationId, payload } = message;
  const invocation = draft.invocation(id);
  if (invocation === undefined || invocation.status._tag === "Completed") return;
  if (message.incarnation !== null && message.incarnation !== invocation.incarnation) return;
  const { status } = invocation;
  const cancels = isCancel(notificationId);
  if (cancels && (status._tag === "Scheduled" || status._tag === "Inboxed")) {
    cancelUnstarted(draft, invocation);
    return;
  }
  const grown = appendNotification(draft, invocation, notificationType, notificationId, payload);
  // A cancel that is stored already still wakes: whoever cancels again wants it to be heard now.
  if (grown === null && !cancels) return;
  const woken = grown ?? invocation;
  switch (status._tag) {
    case "Suspended":
      return wakeOrWait(draft, woken, status, message);
    case "BackingOff":
      if (!cancels) return;
      draft.disarmTimer({ _tag: "Retry", dueMs: status.retryAtMs, id, epoch: woken.epoch });
      invoke(draft, woken);
      return;
    case "Paused":
      if (cancels) resume(draft, woken);
      return;
    case "Scheduled":
    case "Inboxed":
    case "Invoked":
      return;
    default:
      status satisfies never;
  }
}

/** Starts a suspended invocation if this settles what it waits for (S-WAKE-1), or notes what it settled. */
function wakeOrWait(
  draft: Draft,
  invocation: Invocation,
  { waitingFor }: Extract<InvocationStatus, { _tag: "Suspended" }>,
  { notificationType, notificationId, payload }: Notify,
): void {
  const told = notificationKey(notificationId);
  const at = invocation.journalLength - 1;
  const left = settleAny(waitingFor, (key) =>
    key === told ? settledBy(notificationType, payload, at) : null,
  );
  if (left === null) invoke(draft, invocation);
  else if (left !== waitingFor) {
    const waiting = successorOf(invocation);
    waiting.status = { _tag: "Suspended", waitingFor: left };
    draft.putInvocation(waiting);
  }
}

/** Makes a paused invocation owe an attempt again; its failures count anew. */
function resume(draft: Draft, invocation: Invocation): void {
  const resumed = successorOf(invocation);
  resumed.policyAttempts = 0;
  invoke(draft, resumed);
}

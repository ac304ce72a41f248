import type { InvocationId } from "../../ids/index.ts";
import type { Listener, PeerMessage, Outcome } from "../../model/index.ts";
import { notificationKey } from "../../model/index.ts";
import {
  CANCEL_SIGNAL_INDEX,
  encodeMessage,
  type NotificationId,
  type NotificationResult,
} from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { appendNotification } from "../journal/append.ts";
import { cancelUnstarted } from "../lifecycle/cancel.ts";
import { invoke } from "../lifecycle/invoke.ts";

type Notify = Extract<PeerMessage, { _tag: "Notify" }>;

/** A notification on its way to an invocation, with its wire form made once. */
export function notification(
  id: InvocationId,
  notificationType: number,
  notificationId: NotificationId,
  result: NotificationResult,
): Notify {
  const payload = encodeMessage({
    _tag: "Notification",
    type: notificationType,
    id: notificationId,
    result,
  });
  return { _tag: "Notify", id, notificationType, notificationId, payload };
}

/** The notification that completes one completion id of one invocation. */
export function completionNotification(
  { id, completionId, notificationType }: Listener,
  result: NotificationResult,
): Notify {
  return notification(id, notificationType, { _tag: "Completion", completionId }, result);
}

/** An outcome as notifications carry it. */
export function outcomeResult(outcome: Outcome): NotificationResult {
  return outcome._tag === "Success" ? { _tag: "Value", value: outcome.value } : outcome;
}

/** Tells a listener the outcome it waits for. */
export function notifyListener(draft: Draft, listener: Listener, outcome: Outcome): void {
  draft.send(completionNotification(listener, outcomeResult(outcome)));
}

/**
 * Stores a notification for an invocation and wakes it if that is what it waits for (L-WAKE-1).
 * One that has not started yet keeps it for its first attempt; an ended one has no use for it.
 */
export function applyNotify(draft: Draft, message: Notify): void {
  const { id, notificationType, notificationId, payload } = message;
  const invocation = draft.invocation(id);
  if (invocation === undefined || invocation.status._tag === "Completed") return;
  const { status } = invocation;
  const isCancel = notificationId._tag === "Signal" && notificationId.index === CANCEL_SIGNAL_INDEX;
  if (isCancel && (status._tag === "Scheduled" || status._tag === "Inboxed")) {
    cancelUnstarted(draft, invocation);
    return;
  }
  const grown = appendNotification(draft, invocation, notificationType, notificationId, payload);
  if (grown === null) return;
  switch (status._tag) {
    case "Suspended":
      if (status.waitingFor.includes(notificationKey(notificationId))) invoke(draft, grown);
      return;
    case "BackingOff":
      if (!isCancel) return;
      draft.disarmTimer({ _tag: "Retry", dueMs: status.retryAtMs, id, epoch: grown.epoch });
      invoke(draft, grown);
      return;
    case "Paused":
      if (isCancel) invoke(draft, { ...grown, policyAttempts: 0 });
      return;
    case "Scheduled":
    case "Inboxed":
    case "Invoked":
      return;
    default:
      status satisfies never;
  }
}

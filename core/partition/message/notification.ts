import type { InvocationId } from "../../ids/index.ts";
import type { Listener, Outcome, PeerMessage } from "../../model/index.ts";
import { encodeMessage, type NotificationId, type NotificationResult } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** A notification under way to the invocation that it is for. */
export type Notify = Extract<PeerMessage, { _tag: "Notify" }>;

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

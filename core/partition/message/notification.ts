import type { InvocationId } from "../../ids/index.ts";
import type { Listener, Outcome, PeerMessage } from "../../model/index.ts";
import {
  encodeMessage,
  MessageType,
  type NotificationResult,
  type SignalId,
} from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** A notification under way to the invocation that it is for. */
export type Notify = Extract<PeerMessage, { _tag: "Notify" }>;

/** A signal on its way to whichever invocation has the id, with its wire form made once. */
export function signalNotification(
  id: InvocationId,
  signal: SignalId,
  result: NotificationResult,
): Notify {
  const type = MessageType.SignalNotification;
  const payload = encodeMessage({ _tag: "Notification", type, id: signal, result });
  const to = { id, incarnation: null };
  return { _tag: "Notify", ...to, notificationType: type, notificationId: signal, payload };
}

/** The notification that completes one completion id of one invocation. */
export function completionNotification(listener: Listener, result: NotificationResult): Notify {
  const { id, incarnation, completionId, notificationType } = listener;
  const notificationId = { _tag: "Completion", completionId } as const;
  const payload = encodeMessage({
    _tag: "Notification",
    type: notificationType,
    id: notificationId,
    result,
  });
  return { _tag: "Notify", id, incarnation, notificationType, notificationId, payload };
}

/** An outcome as notifications carry it. */
export function outcomeResult(outcome: Outcome): NotificationResult {
  return outcome._tag === "Success" ? { _tag: "Value", value: outcome.value } : outcome;
}

/** Tells a listener the outcome it waits for. */
export function notifyListener(draft: Draft, listener: Listener, outcome: Outcome): void {
  draft.send(completionNotification(listener, outcomeResult(outcome)));
}

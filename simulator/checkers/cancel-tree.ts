import {
  CANCEL_SIGNAL_INDEX,
  decodeMessage,
  type Event,
  MessageType,
  notificationKey,
  type Row,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

const CANCEL = notificationKey({ _tag: "Signal", index: CANCEL_SIGNAL_INDEX });

/** Message by which the SDK ends what waits when it hears that its invocation is cancelled. */
const CANCELLED = "Cancelled";

/**
 * A handler that ends because it was cancelled has cancelled all that it had called by then and
 * still awaited. What it calls after it has heard of it, it calls for its clean-up.
 */
export class CancelTreeChecker implements Checker {
  readonly claim = "S-CANCEL-1";

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    if (event._tag !== "AttemptEnded" || changes.length === 0) return;
    const cancelledAt = ahead.get("notification", event.id, CANCEL);
    if (cancelledAt === undefined) return;
    const journal = ahead.scan("journal", event.id);
    if (!endsCancelled(journal)) return;
    for (const { call, callee } of openCalls(journal, cancelledAt)) {
      if (cancels(journal, callee)) continue;
      broken(
        this.claim,
        `${event.id} is cancelled and ends, but its call c${call} of ${callee} is not cancelled`,
      );
    }
  }
}

type Journal = readonly Row<"journal">[];

function messagesOf(journal: Journal, type: number) {
  return journal
    .filter(({ value }) => value.type === type)
    .map(({ value }) => decodeMessage(value.type, value.payload));
}

/** Whether the SDK itself ended it; not so if it may only hand on that a callee was cancelled. */
function endsCancelled(journal: Journal): boolean {
  const ends = messagesOf(journal, MessageType.OutputCommand).some(
    (message) =>
      message._tag === "OutputCommand" &&
      message.result._tag === "Failure" &&
      message.result.failure.message === CANCELLED,
  );
  if (!ends) return false;
  return !journal.some(({ value }) => {
    if (value._tag !== "Notification") return false;
    const message = decodeMessage(value.type, value.payload);
    if (message._tag !== "Notification" || message.result._tag !== "Failure") return false;
    return message.result.failure.message === CANCELLED;
  });
}

/** Calls before an index whose outcome was not there when the handler ended. */
function openCalls(journal: Journal, before: number) {
  const settled = new Set<number>();
  const callees = new Map<number, string>();
  for (const { value } of journal) {
    if (value._tag !== "Notification" || value.id._tag !== "Completion") continue;
    settled.add(value.id.completionId);
    if (value.type !== MessageType.CallInvocationIdNotification) continue;
    const message = decodeMessage(value.type, value.payload);
    if (message._tag !== "Notification" || message.result._tag !== "InvocationId") continue;
    callees.set(value.id.completionId, message.result.invocationId);
  }
  return messagesOf(journal.slice(0, before), MessageType.CallCommand).flatMap((command) => {
    if (command._tag !== "CallCommand" || settled.has(command.resultCompletionId)) return [];
    const callee = callees.get(command.invocationIdCompletionId) ?? "nobody";
    return [{ call: command.resultCompletionId, callee }];
  });
}

function cancels(journal: Journal, callee: string): boolean {
  return messagesOf(journal, MessageType.SendSignalCommand).some(
    (command) =>
      command._tag === "SendSignalCommand" &&
      command.targetInvocationId === callee &&
      command.signal._tag === "Signal" &&
      command.signal.index === CANCEL_SIGNAL_INDEX,
  );
}

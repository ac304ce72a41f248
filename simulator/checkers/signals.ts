import {
  CANCEL_SIGNAL_INDEX,
  type Change,
  type Event,
  isStarted,
  notificationKey,
  type PeerMessage,
  parseAwakeableId,
  parseInvocationId,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** Where a signal goes, and under which key it has to be found there. */
interface Sent {
  readonly id: string;
  readonly key: string;
}

/**
 * A signal is stored with whoever it is for, started or not; the one to cancel ends what has not
 * started.
 */
export class SignalsChecker implements Checker {
  readonly claim = "S-SIGNAL-1";

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    const sent = sentBy(event);
    if (sent === null) return;
    const { id, key } = sent;
    const before = ahead.get("invocation", id, "");
    if (before === undefined || before.status._tag === "Completed") return;
    const unstarted = !isStarted(before.status);
    if (key === CANCEL && unstarted) return this.cancelled(sent, event, changes);
    if (ahead.get("notification", id, key) !== undefined) return;
    if (!isTaken(event, changes) || changes.some((change) => isAnswer(change, sent))) return;
    broken(this.claim, `signal ${key} to ${id}, which is ${before.status._tag}, is not stored`);
  }

  private cancelled({ id }: Sent, event: Event, changes: readonly Change[]): void {
    if (!isTaken(event, changes) || changes.some((change) => isEnd(change, id))) return;
    broken(this.claim, `${id} has not started, is cancelled, and does not end`);
  }
}

/** Whether the event was let in at all: not a repeat, nor of an overtaken attempt, nor refused. */
function isTaken(event: Event, changes: readonly Change[]): boolean {
  switch (event._tag) {
    case "CommandProposed":
      return changes.some(({ table, group }) => table === "journal" && group === event.id);
    case "MessageReceived":
      return changes.some(({ table, group }) => table === "dedup" && group === "seen");
    default:
      return true;
  }
}

/** Whether a change stores the signal, or ends whom it is for. */
function isAnswer(change: Change, { id, key }: Sent): boolean {
  if (change.group !== id) return false;
  if (change.table === "notification") return change.item === key && change.value !== null;
  return isEnd(change, id);
}

function isEnd(change: Change, id: string): boolean {
  if (change.table !== "invocation" || change.group !== id) return false;
  return change.value === null || change.value.status._tag === "Completed";
}

function sentBy(event: Event): Sent | null {
  switch (event._tag) {
    case "Requested": {
      const { body } = event;
      if (body._tag === "Cancel") return signal(body.id, CANCEL_SIGNAL_INDEX);
      return body._tag === "CompleteAwakeable" ? signal(body.id, body.signalIndex) : null;
    }
    case "MessageReceived":
      return event.message._tag === "Notify" ? ofMessage(event.message) : null;
    case "CommandProposed": {
      const { command } = event;
      if (command._tag === "CompleteAwakeableCommand") {
        const awakeable = parseAwakeableId(command.awakeableId);
        return awakeable && signal(awakeable.invocationId, awakeable.signalIndex);
      }
      if (command._tag !== "SendSignalCommand") return null;
      const id = parseInvocationId(command.targetInvocationId);
      return id && { id, key: notificationKey(command.signal) };
    }
    default:
      return null;
  }
}

const CANCEL = notificationKey({ _tag: "Signal", index: CANCEL_SIGNAL_INDEX });

function signal(id: string, index: number): Sent {
  return { id, key: notificationKey({ _tag: "Signal", index }) };
}

function ofMessage(message: Extract<PeerMessage, { _tag: "Notify" }>): Sent | null {
  if (message.notificationId._tag === "Completion") return null;
  return { id: message.id, key: notificationKey(message.notificationId) };
}

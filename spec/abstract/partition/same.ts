import type {
  Content,
  EntryRow,
  Listener,
  Message,
  Outcome,
  Pin,
  PromiseRow,
  Result,
  Status,
  TimerRow,
} from "./rows.ts";
import { sameWaited } from "./waited.ts";

/** Equality of the values of rows, field by field, since it is asked for at every step. */

export function sameContent(a: Content, b: Content): boolean {
  if (a === b) return true;
  if (typeof a === "string" || typeof b === "string" || a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function sameOutcome(a: Outcome, b: Outcome): boolean {
  if (a === b) return true;
  if (a._tag === "Success") return b._tag === "Success" && sameContent(a.value, b.value);
  return (
    b._tag === "Failure" &&
    a.failure.code === b.failure.code &&
    a.failure.message === b.failure.message
  );
}

function sameResult(a: Result, b: Result): boolean {
  switch (a._tag) {
    case "Void":
      return b._tag === "Void";
    case "Value":
      return b._tag === "Value" && sameContent(a.value, b.value);
    case "Failure":
      return (
        b._tag === "Failure" &&
        a.failure.code === b.failure.code &&
        a.failure.message === b.failure.message
      );
    case "InvocationId":
      return b._tag === "InvocationId" && a.id === b.id;
    case "StateKeys":
      return b._tag === "StateKeys" && sameNames(a.names, b.names);
    default:
      return a satisfies never;
  }
}

function sameNames(a: readonly string[], b: readonly string[]): boolean {
  return a === b || (a.length === b.length && a.every((name, i) => name === b[i]));
}

function sameListener(a: Listener, b: Listener): boolean {
  return (
    a === b ||
    (a.id === b.id &&
      a.completionId === b.completionId &&
      a.incarnation === b.incarnation &&
      a.notificationType === b.notificationType)
  );
}

export function sameListeners(a: readonly Listener[], b: readonly Listener[]): boolean {
  if (a === b) return true;
  return (
    a.length === b.length &&
    a.every((listener, i) => {
      const other = b[i];
      return other !== undefined && sameListener(listener, other);
    })
  );
}

export function samePin(a: Pin | null, b: Pin | null): boolean {
  if (a === b) return true;
  return (
    a !== null &&
    b !== null &&
    a.deploymentId === b.deploymentId &&
    a.protocolVersion === b.protocolVersion
  );
}

export function sameStatus(a: Status, b: Status): boolean {
  if (a === b) return true;
  switch (a._tag) {
    case "Scheduled":
      return b._tag === "Scheduled" && a.startAtMs === b.startAtMs;
    case "Inboxed":
      return b._tag === "Inboxed" && a.sequence === b.sequence;
    case "BackingOff":
      return b._tag === "BackingOff" && a.retryAtMs === b.retryAtMs;
    case "Suspended":
      return b._tag === "Suspended" && sameWaited(a.waitingFor, b.waitingFor);
    case "Completed":
      return (
        b._tag === "Completed" &&
        a.expiresAtMs === b.expiresAtMs &&
        sameOutcome(a.outcome, b.outcome)
      );
    case "Invoked":
    case "Paused":
      return a._tag === b._tag;
    default:
      return a satisfies never;
  }
}

export function sameEntry(a: EntryRow, b: EntryRow): boolean {
  if (a === b) return true;
  if (a._tag === "Command") {
    return (
      b._tag === "Command" &&
      a.completionId === b.completionId &&
      sameContent(a.payload, b.payload) &&
      (a.output === null ? b.output === null : b.output !== null && sameOutcome(a.output, b.output))
    );
  }
  return (
    b._tag === "Notification" &&
    a.key === b.key &&
    a.type === b.type &&
    sameResult(a.result, b.result)
  );
}

export function samePromise(a: PromiseRow, b: PromiseRow): boolean {
  if (a === b) return true;
  if (a._tag === "Pending") return b._tag === "Pending" && sameListeners(a.listeners, b.listeners);
  return b._tag === "Completed" && sameOutcome(a.outcome, b.outcome);
}

export function sameTimer(a: TimerRow, b: TimerRow): boolean {
  if (a === b) return true;
  if (a._tag !== b._tag || a.dueMs !== b.dueMs || a.id !== b.id) return false;
  if (a._tag === "Retry") return b._tag === "Retry" && a.epoch === b.epoch;
  if (a._tag !== "Sleep") return true;
  return b._tag === "Sleep" && a.incarnation === b.incarnation && a.completionId === b.completionId;
}

export function sameMessage(a: Message, b: Message): boolean {
  if (a === b) return true;
  if (a.id !== b.id) return false;
  switch (a._tag) {
    case "Invoke":
      return (
        b._tag === "Invoke" &&
        a.startAtMs === b.startAtMs &&
        a.service === b.service &&
        a.handler === b.handler &&
        a.key === b.key &&
        a.idempotencyKey === b.idempotencyKey &&
        (a.listener === null
          ? b.listener === null
          : b.listener !== null && sameListener(a.listener, b.listener))
      );
    case "Notify":
      return (
        b._tag === "Notify" &&
        a.key === b.key &&
        a.type === b.type &&
        a.incarnation === b.incarnation &&
        sameResult(a.result, b.result)
      );
    case "Attach":
      return b._tag === "Attach" && a.wait === b.wait && sameListener(a.listener, b.listener);
    case "Kill":
      return b._tag === "Kill";
    default:
      return a satisfies never;
  }
}

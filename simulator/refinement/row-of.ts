import {
  type Change,
  decodeMessage,
  type JournalEntry,
  MessageType,
  type NotificationResult,
  notificationKey,
  parseInvocationId,
  type PeerMessage,
  stateItem,
} from "@holdfast/core";
import type { EntryRow, Message, Result, RowChange } from "@holdfast/spec";

/**
 * A change in the words of the specification, or null where that does not speak of its table.
 * Most rows are in those words already; what has a payload is read.
 */
function rowOf(change: Change): RowChange | null {
  switch (change.table) {
    case "journal": {
      const { table, group, item, value } = change;
      return { table, group, item, value: value === null ? null : entryOf(value) };
    }
    case "outbox": {
      const { table, group, item, value } = change;
      if (value === null) return { table, group, item, value };
      const { sequence, message } = value;
      return { table, group, item, value: { sequence, message: messageOf(message) } };
    }
    case "deployment":
    case "service":
      return null;
    default:
      return change;
  }
}

/** All changes of one transition that the specification speaks of. */
export function rowsOf(changes: Iterable<Change>): readonly RowChange[] {
  const rows: RowChange[] = [];
  for (const change of changes) {
    const row = rowOf(change);
    if (row !== null) rows.push(row);
  }
  return rows;
}

function entryOf(entry: JournalEntry): EntryRow {
  if (entry._tag === "Notification") {
    const { type, id, payload } = entry;
    return { _tag: "Notification", type, key: notificationKey(id), result: told(type, payload) };
  }
  const { type, payload, completionId } = entry;
  if (type !== MessageType.OutputCommand) {
    return { _tag: "Command", payload, completionId, output: null };
  }
  const message = decodeMessage(type, payload);
  if (message._tag !== "OutputCommand") throw new Error("a stored Output cannot be read");
  const { result } = message;
  const output =
    result._tag === "Value" ? ({ _tag: "Success", value: result.value } as const) : result;
  return { _tag: "Command", payload, completionId, output };
}

function told(type: number, payload: Uint8Array): Result {
  const message = decodeMessage(type, payload);
  if (message._tag !== "Notification") throw new Error(`a stored ${type} cannot be read`);
  return resultOf(message.result);
}

export function resultOf(result: NotificationResult): Result {
  switch (result._tag) {
    case "InvocationId":
      return { _tag: "InvocationId", id: parseInvocationId(result.invocationId) ?? "" };
    case "StateKeys":
      return { _tag: "StateKeys", names: result.keys.map(stateItem) };
    case "Void":
    case "Value":
    case "Failure":
      return result;
    default:
      return result satisfies never;
  }
}

export function messageOf(message: PeerMessage): Message {
  switch (message._tag) {
    case "Invoke": {
      const { id, target, idempotencyKey, listener, startAtMs } = message;
      const { service, handler } = target;
      const key = target._tag === "Service" ? null : target.key;
      return { _tag: "Invoke", id, service, key, handler, idempotencyKey, listener, startAtMs };
    }
    case "Notify": {
      const { id, incarnation, notificationType: type, notificationId, payload } = message;
      const key = notificationKey(notificationId);
      return { _tag: "Notify", id, incarnation, type, key, result: told(type, payload) };
    }
    case "Attach":
    case "Kill":
      return message;
    default:
      return message satisfies never;
  }
}

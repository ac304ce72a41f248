import type {
  EntryRow,
  InvocationRow,
  PromiseRow,
  RowChange,
  Status,
  TimerRow,
} from "@holdfast/spec";
import {
  abridgeContent,
  abridgeListener,
  abridgeMessage,
  abridgeOutcome,
  abridgePin,
  abridgeResult,
  abridgeTarget,
} from "./abridge.ts";

/** A changed row as a trace tells it: see abridge.ts. */
export function abridgeRow(change: RowChange): RowChange {
  const { table, group, item, value } = change;
  switch (table) {
    case "invocation":
      return { table, group, item, value: value === null ? null : abridgeInvocation(value) };
    case "journal":
      return { table, group, item, value: value === null ? null : abridgeEntry(value) };
    case "notification":
    case "running":
    case "dedup":
      return { table, group, item, value };
    case "lock": {
      if (value === null) return { table, group, item, value };
      const { holder, nextSequence } = value;
      return { table, group, item, value: { holder, nextSequence } };
    }
    case "inbox":
      return { table, group, item, value: value === null ? null : { id: value.id } };
    case "state":
      return { table, group, item, value: value === null ? null : abridgeContent(value) };
    case "promise":
      return { table, group, item, value: value === null ? null : abridgePromise(value) };
    case "timer":
      return { table, group, item, value: value === null ? null : abridgeTimer(value) };
    case "outbox": {
      if (value === null) return { table, group, item, value };
      const { sequence, message } = value;
      return { table, group, item, value: { sequence, message: abridgeMessage(message) } };
    }
    default:
      return change satisfies never;
  }
}

function abridgeInvocation(row: InvocationRow): InvocationRow {
  return {
    id: row.id,
    target: abridgeTarget(row.target),
    idempotencyKey: row.idempotencyKey,
    status: abridgeStatus(row.status),
    incarnation: row.incarnation,
    epoch: row.epoch,
    pin: row.pin === null ? null : abridgePin(row.pin),
    listeners: row.listeners.map(abridgeListener),
    journalLength: row.journalLength,
    journalCommands: row.journalCommands,
    outputIndex: row.outputIndex,
    policyAttempts: row.policyAttempts,
    completionRetentionMs: row.completionRetentionMs,
    journalRetentionMs: row.journalRetentionMs,
  };
}

function abridgeStatus(status: Status): Status {
  switch (status._tag) {
    case "Scheduled":
      return { _tag: "Scheduled", startAtMs: status.startAtMs };
    case "Inboxed":
      return { _tag: "Inboxed", sequence: status.sequence };
    case "Invoked":
    case "Paused":
      return { _tag: status._tag };
    case "BackingOff":
      return { _tag: "BackingOff", retryAtMs: status.retryAtMs };
    case "Suspended":
      return { _tag: "Suspended", waitingFor: status.waitingFor };
    case "Completed": {
      const { outcome, expiresAtMs } = status;
      return { _tag: "Completed", outcome: abridgeOutcome(outcome), expiresAtMs };
    }
    default:
      return status satisfies never;
  }
}

function abridgeEntry(entry: EntryRow): EntryRow {
  if (entry._tag === "Notification") {
    const { _tag, type, key, result } = entry;
    return { _tag, type, key, result: abridgeResult(result) };
  }
  const { _tag, payload, completionId, output } = entry;
  return {
    _tag,
    payload: abridgeContent(payload),
    completionId,
    output: output === null ? null : abridgeOutcome(output),
  };
}

function abridgePromise(promise: PromiseRow): PromiseRow {
  return promise._tag === "Pending"
    ? { _tag: "Pending", listeners: promise.listeners.map(abridgeListener) }
    : { _tag: "Completed", outcome: abridgeOutcome(promise.outcome) };
}

function abridgeTimer(timer: TimerRow): TimerRow {
  const { _tag, dueMs, id } = timer;
  if (_tag === "Sleep") {
    const { incarnation, completionId } = timer;
    return { _tag, dueMs, id, incarnation, completionId };
  }
  return _tag === "Retry" ? { _tag, dueMs, id, epoch: timer.epoch } : { _tag, dueMs, id };
}

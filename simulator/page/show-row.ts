import {
  type Change,
  formatTarget,
  type Invocation,
  type PeerMessage,
  type Timer,
  waitedKeys,
} from "@holdfast/core";
import { type Names, objectText } from "../names.ts";
import type { RowValue, ShownTable } from "./recording.ts";
import { showEntry } from "./show-entry.ts";
import { showBytes, showResult } from "./show-payload.ts";

/** A row for readers; null where its table is not shown, or says nothing that another does not. */
export interface ShownRow {
  readonly table: ShownTable;
  readonly owner: string;
  readonly item: string;
  /** Null where the row is taken away. */
  readonly value: RowValue | null;
}

/** What is shown of one change. Times are counted from `epochMs`. */
export function showRow(names: Names, change: Change, epochMs: number): ShownRow | null {
  const { table, group, item } = change;
  switch (table) {
    case "invocation":
      return row("Invocation", names.of(group), "", change.value, (invocation) =>
        showInvocation(invocation, epochMs),
      );
    case "journal":
      return row("Entry", names.of(group), item, change.value, (entry) => ({
        _tag: "Entry",
        command: entry._tag === "Command",
        text: showEntry(names, entry),
      }));
    case "lock":
      return row("Lock", objectText(group), "", change.value, ({ holder }) => ({
        _tag: "Lock",
        holder: names.of(holder),
      }));
    case "inbox":
      return row("Place", objectText(group), item, change.value, ({ id }) => ({
        _tag: "Place",
        who: names.of(id),
      }));
    case "state":
      return row("State", objectText(group), item, change.value, (bytes) => ({
        _tag: "State",
        text: showBytes(bytes),
      }));
    case "promise":
      return row("Promise", objectText(group), item, change.value, (promise) =>
        promise._tag === "Completed"
          ? { _tag: "Promise", done: true, text: showResult(promise.outcome) }
          : { _tag: "Promise", done: false, text: waiters(names, promise.listeners) },
      );
    case "timer":
      return row("Timer", "", item, change.value, (timer) => ({
        _tag: "Timer",
        text: showTimer(names, timer),
        atMs: timer.dueMs - epochMs,
      }));
    case "outbox":
      return row("Message", `to engine ${group}`, item, change.value, ({ message }) => ({
        _tag: "Message",
        text: showMessage(names, message),
      }));
    case "notification":
    case "running":
    case "deployment":
    case "service":
    case "dedup":
      return null;
    default:
      return change satisfies never;
  }
}

function row<V>(
  table: ShownTable,
  owner: string,
  item: string,
  value: V | null,
  show: (value: V) => RowValue,
): ShownRow {
  return { table, owner, item, value: value === null ? null : show(value) };
}

function showInvocation(invocation: Invocation, epochMs: number): RowValue {
  const { target, status, epoch, incarnation, lastFailure } = invocation;
  return {
    _tag: "Invocation",
    target: formatTarget(target),
    status: status._tag,
    failed: status._tag === "Completed" && status.outcome._tag === "Failure",
    detail: detailOf(invocation, epochMs),
    epoch: epoch - incarnation,
    lastFailure: lastFailure === null ? "" : `${lastFailure.code}: ${lastFailure.message}`,
  };
}

function detailOf({ status }: Invocation, epochMs: number): string {
  switch (status._tag) {
    case "Scheduled":
      return `starts at ${status.startAtMs - epochMs} ms`;
    case "Inboxed":
      return `place ${status.sequence}`;
    case "BackingOff":
      return `tries again at ${status.retryAtMs - epochMs} ms`;
    case "Suspended":
      return `waits for ${waitedKeys(status.waitingFor).join(", ")}`;
    case "Completed":
      return showResult(status.outcome);
    case "Invoked":
    case "Paused":
      return "";
    default:
      return status satisfies never;
  }
}

function showTimer(names: Names, timer: Timer): string {
  const who = names.of(timer.id);
  switch (timer._tag) {
    case "Sleep":
      return `wakes ${who} by c${timer.completionId}`;
    case "Start":
      return `starts ${who}`;
    case "Retry":
      return `tries ${who} again`;
    case "ExpireJournal":
      return `forgets the journal of ${who}`;
    case "ExpireInvocation":
      return `forgets ${who}`;
    default:
      return timer satisfies never;
  }
}

function showMessage(names: Names, message: PeerMessage): string {
  const who = names.of(message.id);
  return message._tag === "Invoke"
    ? `Invoke ${who}, ${formatTarget(message.target)}`
    : `${message._tag} ${who}`;
}

function waiters(names: Names, listeners: readonly { readonly id: string }[]): string {
  if (listeners.length === 0) return "nobody waits";
  return `${listeners.map(({ id }) => names.of(id)).join(", ")} waits`;
}

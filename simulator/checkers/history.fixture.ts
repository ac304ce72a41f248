import {
  type Action,
  type Change,
  type Config,
  DEFAULTS,
  encodeMessage,
  type Event,
  type Invocation,
  type InvocationId,
  journalItem,
  LIMITS,
  MemoryTables,
  type Message,
  messageType,
  type Table,
  type Target,
} from "@holdfast/core";
import { simulatedHashes } from "../hashes.ts";
import type { Checker, NodeView } from "./checker.ts";

/** An id of the one key of the first of two partitions, or of the second. */
export function idOf(letter: string, partition: 0 | 1 = 0): InvocationId {
  return `${partition === 0 ? "1" : "f"}${"0".repeat(15)}${letter.repeat(32)}` as InvocationId;
}

export const A = idOf("a");
export const B = idOf("b");

/** A row, or the change that puts it; null takes it away. */
export function row(table: Table, group: string, item: string, value: unknown): Change {
  return { table, group, item, value } as Change;
}

/** The row of an invocation with only what a checker looks at. */
export function invocation(
  id: InvocationId,
  status: Invocation["status"],
  more: Partial<Invocation> = {},
): Change {
  const target: Target = { _tag: "Service", service: "Worker", handler: "work" };
  const value = { id, target, status, incarnation: 1, epoch: 1, idempotencyKey: null, ...more };
  return row("invocation", id, "", value);
}

/** A journal entry that holds a message. */
export function entry(id: InvocationId, index: number, message: Message): Change {
  const type = messageType(message);
  const payload = encodeMessage(message);
  const value =
    message._tag === "Notification"
      ? { _tag: "Notification", type, payload, id: message.id, storedAtMs: 0 }
      : { _tag: "Command", type, payload, completionId: null, storedAtMs: 0 };
  return row("journal", id, journalItem(index), value);
}

/** What an engine host looks like that has these rows. */
export function nodeWith(rows: readonly Change[], nowMs = 1_000, count = 1): NodeView {
  const tables = new MemoryTables();
  tables.apply(rows);
  const config: Config = {
    hashes: simulatedHashes,
    partition: { index: 0, count },
    clusterName: "simulated",
    defaults: DEFAULTS,
    limits: LIMITS,
  };
  const node = {
    index: 0,
    incarnation: 1,
    epoch: 1,
    durable: tables,
    ahead: tables,
    maxAttempts: 1,
  };
  return { ...node, config, nowMs, hearing: null };
}

/** Shows a checker one step. */
export function step(
  checker: Checker,
  node: NodeView,
  event: unknown,
  changes: readonly Change[],
  actions: readonly Action[] = [],
): void {
  checker.transition?.(node, event as Event, { changes, actions });
}

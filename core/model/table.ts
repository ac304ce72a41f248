import type { DurablePromise } from "./durable-promise.ts";
import type { Invocation } from "./invocation.ts";
import type { JournalEntry } from "./journal.ts";
import type { InboxItem, Lock } from "./lock.ts";
import type { OutboxMessage } from "./message.ts";
import type { Deployment, Service } from "./registry.ts";
import type { Timer } from "./timer.ts";

/**
 * Every durable table and its value. A row is addressed by (group, item): a group is read in item
 * order, and starts with the partition key wherever it belongs to an invocation or an object.
 */
export interface Tables {
  /** group: invocation id; item: "". */
  readonly invocation: Invocation;
  /** group: invocation id; item: `journalItem(index)`. */
  readonly journal: JournalEntry;
  /** group: invocation id; item: `notificationKey`; value: index of the entry in the journal. */
  readonly notification: number;
  /** group: "" ; item: invocation id; value: epoch of the attempt that is owed (L-RECOVER-1). */
  readonly running: number;
  /** group: object key; item: "". */
  readonly lock: Lock;
  /** group: object key; item: `inboxItem(sequence)`. */
  readonly inbox: InboxItem;
  /** group: object key; item: `stateItem(key bytes)`. */
  readonly state: Uint8Array;
  /** group: object key of the workflow; item: name. */
  readonly promise: DurablePromise;
  /** group: ""; item: `timerItem`. */
  readonly timer: Timer;
  /** group: ""; item: deployment id. */
  readonly deployment: Deployment;
  /** group: ""; item: service name; the active revision. */
  readonly service: Service;
  /** group: number of the receiving partition; item: `outboxItem(sequence)`. */
  readonly outbox: OutboxMessage;
  /** group: "next" or "seen"; item: number of the other partition; a sequence number. */
  readonly dedup: number;
}

export type Table = keyof Tables;

/** Names of all tables, in the order in which stores create and dump them. */
export const TABLES = [
  "invocation",
  "journal",
  "notification",
  "running",
  "lock",
  "inbox",
  "state",
  "promise",
  "timer",
  "deployment",
  "service",
  "outbox",
  "dedup",
] as const satisfies readonly Table[];

/** One put (value) or delete (null) of one row: the only way durable state moves. */
export type Change = {
  readonly [T in Table]: {
    readonly table: T;
    readonly group: string;
    readonly item: string;
    readonly value: Tables[T] | null;
  };
}[Table];

export interface Row<T extends Table> {
  readonly item: string;
  readonly value: Tables[T];
}

/** Synchronous, read-only point and range reads over durable state; all that a transition sees. */
export interface View {
  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined;
  /** Rows of one group in ascending item order, starting at `from` (inclusive), at most `limit`. */
  scan<T extends Table>(table: T, group: string, from?: string, limit?: number): readonly Row<T>[];
}

/** Item key of a state key: its bytes as characters 0 to 255, so that any bytes are a key. */
export function stateItem(key: Uint8Array): string {
  let item = "";
  for (const byte of key) item += String.fromCharCode(byte);
  return item;
}

/** The bytes of a state key from its item key. */
export function stateKeyBytes(item: string): Uint8Array {
  const bytes = new Uint8Array(item.length);
  for (let i = 0; i < item.length; i++) bytes[i] = item.charCodeAt(i);
  return bytes;
}

import {
  type Change,
  decodeMessage,
  type InvocationId,
  type InvocationStatus,
  type Message,
  type NotificationKey,
  type ObjectKey,
  type Outcome,
  type Timer,
  type View,
  waitedKeys,
} from "@holdfast/core";

/**
 * What durable state is to the specification. Names are those of core (ids, object keys); a
 * module's small scope renames them.
 */
export interface AbstractState {
  /** As `Locks` of the module lock: the keys that are held, with those that wait, in order. */
  readonly locks: Readonly<Record<string, AbstractLock>>;
  readonly invocations: Readonly<Record<string, AbstractInvocation>>;
  /** By object key of the workflow and name. */
  readonly promises: Readonly<Record<string, Readonly<Record<string, AbstractPromise>>>>;
  /** What waits for a time and is something to a handler or a client: sleeps, starts, retries. */
  readonly timers: readonly Timer[];
  /** By number of the other partition. */
  readonly mail: Readonly<Record<string, AbstractMail>>;
}

export interface AbstractLock {
  readonly holder: InvocationId;
  readonly queue: readonly InvocationId[];
}

export interface AbstractInvocation {
  readonly status: InvocationStatus["_tag"];
  readonly incarnation: number;
  /** Attempts of this incarnation so far: its epoch, counted from 0. */
  readonly attempts: number;
  readonly waitingFor: readonly NotificationKey[];
  readonly outcome: Outcome | null;
  /** What it has stored, without the input that it began with. */
  readonly journal: readonly Message[];
}

export type AbstractPromise =
  | { readonly tag: "Pending"; readonly listeners: readonly InvocationId[] }
  | { readonly tag: "Completed"; readonly outcome: Outcome };

/** Both directions between this partition and another one. */
export interface AbstractMail {
  readonly sent: number;
  readonly outbox: readonly number[];
  readonly seen: number;
}

/** The parts of durable state that a step may have touched; all others are as they were. */
export interface Touched {
  readonly ids: ReadonlySet<InvocationId>;
  readonly keys: ReadonlySet<ObjectKey>;
  readonly peers: ReadonlySet<string>;
}

/** The abstract state of the touched parts, read from tables: before a step, and after it. */
export function abstractOf(view: View, { ids, keys, peers }: Touched): AbstractState {
  return {
    locks: locksOf(view, keys),
    invocations: recordOf(ids, (id) => invocationOf(view, id)),
    promises: recordOf(keys, (key) => promisesOf(view, key)),
    timers: timersOf(view).filter(({ id }) => ids.has(id)),
    mail: recordOf(peers, (peer) => mailOf(view, peer)),
  };
}

/** What the changes of one transition are about. */
export function touchedBy(changes: readonly Change[]): Touched {
  const ids = new Set<InvocationId>();
  const keys = new Set<ObjectKey>();
  const peers = new Set<string>();
  for (const { table, group, item, value } of changes) {
    switch (table) {
      case "invocation":
      case "journal":
      case "notification":
        ids.add(group as InvocationId);
        break;
      case "running":
        ids.add(item as InvocationId);
        break;
      case "timer":
        ids.add((value?.id ?? item.split("/")[1]) as InvocationId);
        break;
      case "lock":
      case "inbox":
      case "state":
      case "promise":
        keys.add(group as ObjectKey);
        break;
      case "outbox":
        peers.add(group);
        break;
      case "dedup":
        peers.add(item);
        break;
      case "deployment":
      case "service":
        break;
      default:
        table satisfies never;
    }
  }
  return { ids, keys, peers };
}

/** The held ones among these keys. */
export function locksOf(view: View, keys: Iterable<ObjectKey>): Record<string, AbstractLock> {
  return recordOf(keys, (key) => {
    const lock = view.get("lock", key, "");
    if (lock === undefined) return null;
    return { holder: lock.holder, queue: view.scan("inbox", key).map(({ value }) => value.id) };
  });
}

/** One invocation, or null where it is not known. */
export function invocationOf(view: View, id: InvocationId): AbstractInvocation | null {
  const invocation = view.get("invocation", id, "");
  if (invocation === undefined) return null;
  const { status, incarnation, epoch } = invocation;
  const entries = view.scan("journal", id).slice(1);
  return {
    status: status._tag,
    incarnation,
    attempts: epoch - incarnation,
    waitingFor: status._tag === "Suspended" ? waitedKeys(status.waitingFor) : [],
    outcome: status._tag === "Completed" ? status.outcome : null,
    journal: entries.map(({ value }) => messageOf(value.type, value.payload)),
  };
}

/** A stored payload as the message it is. */
export function messageOf(type: number, payload: Uint8Array): Message {
  const message = decodeMessage(type, payload);
  if (message._tag === "DecodeFailure") throw new Error(`stored ${type}: ${message.reason}`);
  return message;
}

/** The durable promises of one workflow key that anybody has asked for or completed. */
export function promisesOf(view: View, key: ObjectKey): Record<string, AbstractPromise> {
  const promises: Record<string, AbstractPromise> = {};
  for (const { item, value } of view.scan("promise", key)) {
    promises[item] =
      value._tag === "Completed"
        ? { tag: "Completed", outcome: value.outcome }
        : { tag: "Pending", listeners: value.listeners.map(({ id }) => id) };
  }
  return promises;
}

/** Timers, the earliest first, without those of retention, which nobody waits for. */
export function timersOf(view: View): readonly Timer[] {
  return view
    .scan("timer", "")
    .map(({ value }) => value)
    .filter(({ _tag }) => _tag !== "ExpireInvocation" && _tag !== "ExpireJournal");
}

export function mailOf(view: View, peer: string): AbstractMail {
  return {
    sent: view.get("dedup", "next", peer) ?? 0,
    outbox: view.scan("outbox", peer).map(({ value }) => value.sequence),
    seen: view.get("dedup", "seen", peer) ?? 0,
  };
}

function recordOf<K extends string, V>(
  keys: Iterable<K>,
  valueOf: (key: K) => V | null,
): Record<string, V> {
  const record: Record<string, V> = {};
  for (const key of keys) {
    const value = valueOf(key);
    if (value !== null) record[key] = value;
  }
  return record;
}

import type { Machine } from "../checker/machine.ts";
import { at, include, isIn, type MapOf, put, type SetOf, without } from "./collections.ts";

/** A held lock, with those that wait for it. */
export interface Lock {
  readonly holder: string;
  readonly queue: readonly string[];
}

/** The locks that are held; a free key has no entry. */
export type Locks = MapOf<Lock>;

function holds(locks: Locks, i: string, k: string): boolean {
  return locks[k]?.holder === i;
}

function waits(locks: Locks, i: string, k: string): boolean {
  return locks[k]?.queue.includes(i) ?? false;
}

/** An exclusive invocation comes: it takes the free key, or its place at the end. */
export function enterLock(lock: Lock | undefined, i: string): Lock {
  if (lock === undefined) return { holder: i, queue: [] };
  return { holder: lock.holder, queue: [...lock.queue, i] };
}

/** The holder has ended: the first in the queue follows, or the key is free (L-LOCK-1). */
export function releaseLock(lock: Lock): Lock | null {
  const [holder, ...queue] = lock.queue;
  return holder === undefined ? null : { holder, queue };
}

/** One that waits gives up its place. */
export function leaveLock(lock: Lock, i: string): Lock {
  return { holder: lock.holder, queue: lock.queue.filter((j) => j !== i) };
}

export function enter(locks: Locks, i: string, k: string): Locks {
  return put(locks, k, enterLock(locks[k], i));
}

export function release(locks: Locks, k: string): Locks {
  const released = releaseLock(at(locks, k));
  return released === null ? without(locks, k) : put(locks, k, released);
}

function withdraw(locks: Locks, i: string, k: string): Locks {
  return put(locks, k, leaveLock(at(locks, k), i));
}

export interface LockState {
  readonly locks: Locks;
  readonly accepted: SetOf<string>;
  readonly ended: SetOf<string>;
  /** The order in which the invocations of a key were accepted, and that in which they started. */
  readonly arrived: MapOf<readonly string[]>;
  readonly began: MapOf<readonly string[]>;
}

export interface LockStep {
  readonly do: "accept" | "end" | "drop" | "acceptShared" | "endShared";
  readonly i: string;
}

/** Which exclusive invocations there are on which key, and which shared ones. */
export interface LockScope {
  readonly keyOf: MapOf<string>;
  readonly shared: readonly string[];
}

/** The scope of spec/quint/L0/lock.qnt. */
export const LOCK_SCOPE: LockScope = {
  keyOf: { a1: "a", a2: "a", a3: "a", b1: "b", b2: "b", b3: "b" },
  shared: ["s1"],
};

/** L0, fault-free: object locks and their inboxes; the twin of spec/quint/L0/lock.qnt. */
export function lockMachine({ keyOf, shared }: LockScope): Machine<LockState, LockStep> {
  const exclusive = Object.keys(keyOf);
  const keys = [...new Set(Object.values(keyOf))];
  const empty = Object.fromEntries(keys.map((k) => [k, []]));
  const choices: LockStep[] = [
    ...exclusive.flatMap((i) =>
      (["accept", "end", "drop"] as const).map((name) => ({ do: name, i })),
    ),
    ...shared.flatMap((i) =>
      (["acceptShared", "endShared"] as const).map((name) => ({ do: name, i })),
    ),
  ];
  return {
    name: "lock",
    initial: { locks: {}, accepted: [], ended: [], arrived: empty, began: empty },
    choices: () => choices,
    act: (s, step) => actOnLocks(s, step, keyOf),
    always: {
      "S-LOCK-1": (s) =>
        keys.every((k) => at(s.began, k).filter((i) => !isIn(s.ended, i)).length <= 1),
      "S-LOCK-2": (s) =>
        keys.every((k) => {
          const began = at(s.began, k);
          const order = at(s.arrived, k).filter((i) => began.includes(i));
          return order.join() === began.join();
        }),
      "L-LOCK-1": (s) => Object.values(s.locks).every(({ holder }) => !isIn(s.ended, holder)),
    },
    inTheEnd: {
      "L-LOCK-1": (s) => s.accepted.length === s.ended.length && Object.keys(s.locks).length === 0,
    },
    faults: ["accept", "acceptShared", "drop"],
    reached: {
      twoWait: (s) => Object.values(s.locks).some(({ queue }) => queue.length === 2),
      gaveUp: (s) => s.ended.some((i) => i in keyOf && !at(s.began, at(keyOf, i)).includes(i)),
      allEnded: (s) => s.ended.length === exclusive.length + shared.length,
    },
  };
}

function actOnLocks(
  s: LockState,
  { do: name, i }: LockStep,
  keyOf: MapOf<string>,
): LockState | null {
  switch (name) {
    case "accept": {
      if (isIn(s.accepted, i)) return null;
      const k = at(keyOf, i);
      const arrived = put(s.arrived, k, [...at(s.arrived, k), i]);
      return { ...move(s, k, enter(s.locks, i, k)), accepted: include(s.accepted, i), arrived };
    }
    case "end": {
      const k = at(keyOf, i);
      if (!holds(s.locks, i, k)) return null;
      return { ...move(s, k, release(s.locks, k)), ended: include(s.ended, i) };
    }
    case "drop": {
      const k = at(keyOf, i);
      if (!waits(s.locks, i, k)) return null;
      return { ...s, locks: withdraw(s.locks, i, k), ended: include(s.ended, i) };
    }
    case "acceptShared":
      return isIn(s.accepted, i) ? null : { ...s, accepted: include(s.accepted, i) };
    case "endShared":
      if (!isIn(s.accepted, i) || isIn(s.ended, i)) return null;
      return { ...s, ended: include(s.ended, i) };
    default:
      return name satisfies never;
  }
}

/** The state with other locks; whoever holds `k` now and did not before has started. */
function move(s: LockState, k: string, locks: Locks): LockState {
  const holder = locks[k]?.holder;
  if (holder === undefined || holds(s.locks, holder, k)) return { ...s, locks };
  return { ...s, locks, began: put(s.began, k, [...at(s.began, k), holder]) };
}

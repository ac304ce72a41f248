import type { Lock } from "../lock.ts";
import { identityOf, objectOf } from "./names.ts";
import type {
  Content,
  EntryRow,
  InvocationRow,
  Listener,
  Message,
  Outcome,
  Pin,
  PromiseRow,
  Status,
  Target,
  TimerRow,
} from "./rows.ts";

/** One invocation, with all that is its own. */
export interface Invocation {
  readonly id: string;
  readonly target: Target;
  readonly idempotencyKey: string | null;
  readonly incarnation: number;
  readonly completionRetentionMs: number;
  readonly journalRetentionMs: number;
  /** Its object or workflow key, or null. */
  readonly object: string | null;
  readonly exclusive: boolean;
  readonly run: boolean;
  status: Status;
  epoch: number;
  pin: Pin | null;
  listeners: readonly Listener[];
  journalLength: number;
  journalCommands: number;
  outputIndex: number | null;
  output: Outcome | null;
  policyAttempts: number;
  /** Whether its journal is still there. */
  remembered: boolean;
  /** Its journal, in order; empty once that is forgotten. */
  entries: EntryRow[];
  /** Its notifications, with their places in the journal. */
  readonly stored: Map<string, number>;
  /** Those of them that tell a failure. */
  readonly failures: Set<string>;
  /** Whom it called or sent to, in order. */
  readonly callees: string[];
  /** Timers of its sleeps, by name. */
  readonly sleeps: Map<string, TimerRow>;
}

/** A held lock with those that wait, as in the module lock, and the next place behind it. */
export interface HeldLock extends Lock {
  readonly nextSequence: number;
}

/** All that a partition is, to the specification. */
export class State {
  readonly invocations = new Map<string, Invocation>();
  readonly locks = new Map<string, HeldLock>();
  readonly values = new Map<string, Map<string, Content>>();
  readonly promises = new Map<string, Map<string, PromiseRow>>();
  readonly timers = new Map<string, TimerRow>();
  readonly outboxes = new Map<string, Map<string, Message>>();
  /** By number of the other partition: the last number that was given, and that was taken. */
  readonly sent = new Map<string, number>();
  readonly seen = new Map<string, number>();
  /** Which living invocation each workflow key and each idempotency key stands for. */
  readonly identities = new Map<string, string>();

  /** Lets an invocation be known; its journal is empty. */
  admit(row: InvocationRow): Invocation {
    const { id, target, idempotencyKey } = row;
    const invocation: Invocation = {
      id,
      target,
      idempotencyKey,
      incarnation: row.incarnation,
      completionRetentionMs: row.completionRetentionMs,
      journalRetentionMs: row.journalRetentionMs,
      object: objectOf(id, target),
      exclusive: target._tag === "Object" && target.access === "Exclusive",
      run: target._tag === "Workflow" && target.access === "Run",
      status: row.status,
      epoch: row.epoch,
      pin: row.pin,
      listeners: row.listeners,
      journalLength: row.journalLength,
      journalCommands: row.journalCommands,
      outputIndex: row.outputIndex,
      output: null,
      policyAttempts: row.policyAttempts,
      remembered: false,
      entries: [],
      stored: new Map(),
      failures: new Set(),
      callees: [],
      sleeps: new Map(),
    };
    this.invocations.set(id, invocation);
    const identity = identityOf(target, idempotencyKey);
    if (identity !== null) this.identities.set(identity, id);
    return invocation;
  }

  forget(invocation: Invocation): void {
    const { id, target, idempotencyKey } = invocation;
    this.invocations.delete(id);
    const identity = identityOf(target, idempotencyKey);
    if (identity !== null && this.identities.get(identity) === id) {
      this.identities.delete(identity);
    }
  }

  addTimer(name: string, timer: TimerRow): void {
    this.timers.set(name, timer);
    if (timer._tag === "Sleep") this.invocations.get(timer.id)?.sleeps.set(name, timer);
  }

  dropTimer(name: string, timer: TimerRow): void {
    this.timers.delete(name);
    if (timer._tag === "Sleep") this.invocations.get(timer.id)?.sleeps.delete(name);
  }

  /** The inner map of a group, made where it is missing. */
  groupOf<V>(groups: Map<string, Map<string, V>>, group: string): Map<string, V> {
    let inner = groups.get(group);
    if (inner === undefined) groups.set(group, (inner = new Map()));
    return inner;
  }
}

import type { InvocationId } from "../ids/index.ts";
import type { Listener } from "./journal.ts";
import type { Outcome } from "./outcome.ts";
import type { Pin } from "./registry.ts";
import type { Target } from "./target.ts";
import type { Waiting } from "./waiting.ts";

/** Who asked for an invocation. */
export type Source =
  | { readonly _tag: "Ingress" }
  | { readonly _tag: "Invocation"; readonly id: InvocationId; readonly target: Target }
  /** An operator, who wants the work of an ended invocation done again (S-RESTART-1). */
  | {
      readonly _tag: "Restart";
      readonly id: InvocationId;
      /** The invocation whose chance its handler draws again: see `chanceOf`. */
      readonly chance: InvocationId;
    };

/** Why an attempt failed; shown to operators and, at the end of the retries, to callers. */
export interface AttemptFailure {
  /** HTTP-like code of the failure (wire facts 1.12). */
  readonly code: number;
  /** Documented error code such as `RT0012`, or null when the handler itself failed. */
  readonly errorCode: string | null;
  readonly message: string;
  readonly stacktrace: string;
  readonly relatedCommand: {
    readonly index: number | null;
    readonly name: string | null;
    readonly type: number | null;
  } | null;
}

/** Where an invocation stands (wire facts 5.1). */
export type InvocationStatus =
  | { readonly _tag: "Scheduled"; readonly startAtMs: number }
  | { readonly _tag: "Inboxed"; readonly sequence: number }
  | { readonly _tag: "Invoked" }
  | { readonly _tag: "BackingOff"; readonly retryAtMs: number }
  /** Any one of these ends the suspension (wire facts 1.8). */
  | { readonly _tag: "Suspended"; readonly waitingFor: readonly Waiting[] }
  | { readonly _tag: "Paused" }
  | {
      readonly _tag: "Completed";
      readonly outcome: Outcome;
      readonly completedAtMs: number;
      readonly expiresAtMs: number;
    };

/** One invocation: the durable record that every transition reads and replaces. */
export interface Invocation {
  readonly id: InvocationId;
  readonly target: Target;
  readonly source: Source;
  readonly idempotencyKey: string | null;
  readonly status: InvocationStatus;
  /**
   * Tells this invocation from an earlier one of the same id: ids that follow from a key come
   * again once the earlier one is forgotten, and nothing owed to that one may reach this one.
   */
  readonly incarnation: number;
  /**
   * Grows with every attempt, from the incarnation on, so that no two attempts of one id share
   * one; what an attempt of another epoch says changes nothing (S-FENCE-1).
   */
  readonly epoch: number;
  readonly pin: Pin | null;
  readonly listeners: readonly Listener[];
  readonly journalLength: number;
  readonly journalCommands: number;
  /** Journal index of the Output command, once one is stored. */
  readonly outputIndex: number | null;
  /** Failed attempts that the retry policy has counted since it was last suspended or resumed. */
  readonly policyAttempts: number;
  /** `retry_count_since_last_stored_entry` of the next Start message (wire facts 1.7). */
  readonly attemptsSinceLastStored: number;
  readonly lastFailure: AttemptFailure | null;
  readonly completionRetentionMs: number;
  readonly journalRetentionMs: number;
  readonly createdAtMs: number;
  readonly modifiedAtMs: number;
  readonly journalModifiedAtMs: number;
}

/** An invocation's next record while the transition that makes it is still at work on it. */
export type Successor = { -readonly [Field in keyof Invocation]: Invocation[Field] };

/**
 * A copy of an invocation's record, for a transition to make the next one of.
 * Every record is made by this one literal or by `createInvocation`'s, with the fields in one
 * order: so they all have the one shape that engines are quick with, which spreading does not keep.
 */
export function successorOf(invocation: Invocation): Successor {
  return {
    id: invocation.id,
    target: invocation.target,
    source: invocation.source,
    idempotencyKey: invocation.idempotencyKey,
    status: invocation.status,
    incarnation: invocation.incarnation,
    epoch: invocation.epoch,
    pin: invocation.pin,
    listeners: invocation.listeners,
    journalLength: invocation.journalLength,
    journalCommands: invocation.journalCommands,
    outputIndex: invocation.outputIndex,
    policyAttempts: invocation.policyAttempts,
    attemptsSinceLastStored: invocation.attemptsSinceLastStored,
    lastFailure: invocation.lastFailure,
    completionRetentionMs: invocation.completionRetentionMs,
    journalRetentionMs: invocation.journalRetentionMs,
    createdAtMs: invocation.createdAtMs,
    modifiedAtMs: invocation.modifiedAtMs,
    journalModifiedAtMs: invocation.journalModifiedAtMs,
  };
}

/** Whether an attempt may be running or is owed, so that the lock is held. */
export function isStarted(status: InvocationStatus): boolean {
  switch (status._tag) {
    case "Scheduled":
    case "Inboxed":
    case "Completed":
      return false;
    case "Invoked":
    case "BackingOff":
    case "Suspended":
    case "Paused":
      return true;
  }
}

/**
 * The invocation from whose id the chance of a handler is drawn (wire facts 1.5, field 9 of Start):
 * its own, unless it was restarted from entries that hold what was drawn before (S-RESTART-1).
 */
export function chanceOf({ id, source }: Invocation): InvocationId {
  return source._tag === "Restart" ? source.chance : id;
}

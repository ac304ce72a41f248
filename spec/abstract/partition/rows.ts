/**
 * The rows that the abstract partition is compared with: plain values, so that whoever has a
 * durable state of whatever kind can tell it in these words. Times are unix milliseconds.
 */

/** What the machine never looks into: bytes, or a text that stands for them. */
export type Content = Uint8Array | string;

export interface Failure {
  readonly code: number;
  readonly message: string;
}

/** How an invocation or a promise ended. */
export type Outcome =
  | { readonly _tag: "Success"; readonly value: Content }
  | { readonly _tag: "Failure"; readonly failure: Failure };

/** What a notification tells. */
export type Result =
  | { readonly _tag: "Void" }
  | { readonly _tag: "Value"; readonly value: Content }
  | { readonly _tag: "Failure"; readonly failure: Failure }
  | { readonly _tag: "InvocationId"; readonly id: string }
  | { readonly _tag: "StateKeys"; readonly names: readonly string[] };

export type Target =
  | { readonly _tag: "Service"; readonly service: string; readonly handler: string }
  | {
      readonly _tag: "Object" | "Workflow";
      readonly service: string;
      readonly key: string;
      readonly handler: string;
      readonly access: "Exclusive" | "Shared" | "Run";
    };

/** Who is owed the outcome of an invocation or of a promise: one completion of one invocation. */
export interface Listener {
  readonly id: string;
  readonly incarnation: number;
  readonly completionId: number;
  readonly notificationType: number;
}

/** What ends a suspension: a notification by its name, or a group that is settled as a whole. */
export type Waited =
  | string
  | {
      readonly combinator:
        | "Unknown"
        | "FirstCompleted"
        | "AllCompleted"
        | "FirstSucceededOrAllFailed"
        | "AllSucceededOrFirstFailed";
      readonly of: readonly Waited[];
    };

export type Status =
  | { readonly _tag: "Scheduled"; readonly startAtMs: number }
  | { readonly _tag: "Inboxed"; readonly sequence: number }
  | { readonly _tag: "Invoked" }
  | { readonly _tag: "BackingOff"; readonly retryAtMs: number }
  | { readonly _tag: "Suspended"; readonly waitingFor: readonly Waited[] }
  | { readonly _tag: "Paused" }
  | { readonly _tag: "Completed"; readonly outcome: Outcome; readonly expiresAtMs: number };

/** Where an invocation runs, once it has stored something. */
export interface Pin {
  readonly deploymentId: string;
  readonly protocolVersion: number;
}

export interface InvocationRow {
  readonly id: string;
  readonly target: Target;
  readonly idempotencyKey: string | null;
  readonly status: Status;
  readonly incarnation: number;
  readonly epoch: number;
  readonly pin: Pin | null;
  readonly listeners: readonly Listener[];
  readonly journalLength: number;
  readonly journalCommands: number;
  readonly outputIndex: number | null;
  readonly policyAttempts: number;
  readonly completionRetentionMs: number;
  readonly journalRetentionMs: number;
}

export type EntryRow =
  | {
      readonly _tag: "Command";
      readonly payload: Content;
      readonly completionId: number | null;
      /** What an Output command says, null for any other. */
      readonly output: Outcome | null;
    }
  | {
      readonly _tag: "Notification";
      readonly type: number;
      /** Under which the invocation finds it: `c1` a completion, `s1` a signal, `nX` a named one. */
      readonly key: string;
      readonly result: Result;
    };

export interface LockRow {
  readonly holder: string;
  /** The place that the next one to wait gets. */
  readonly nextSequence: number;
}

export type PromiseRow =
  | { readonly _tag: "Pending"; readonly listeners: readonly Listener[] }
  | { readonly _tag: "Completed"; readonly outcome: Outcome };

export type TimerRow =
  | {
      readonly _tag: "Sleep";
      readonly dueMs: number;
      readonly id: string;
      readonly incarnation: number;
      readonly completionId: number;
    }
  | { readonly _tag: "Retry"; readonly dueMs: number; readonly id: string; readonly epoch: number }
  | {
      readonly _tag: "Start" | "ExpireJournal" | "ExpireInvocation";
      readonly dueMs: number;
      readonly id: string;
    };

/** Whom a call is for; the key of a plain service is null. */
export interface Callee {
  readonly service: string;
  readonly key: string | null;
  readonly handler: string;
  readonly idempotencyKey: string | null;
}

/** What one invocation does to another, wherever the other lives. */
export type Message =
  | (Callee & {
      readonly _tag: "Invoke";
      readonly id: string;
      readonly listener: Listener | null;
      readonly startAtMs: number | null;
    })
  | {
      readonly _tag: "Notify";
      readonly id: string;
      /** Null reaches whoever bears the id. */
      readonly incarnation: number | null;
      readonly type: number;
      readonly key: string;
      readonly result: Result;
    }
  | {
      readonly _tag: "Attach";
      readonly id: string;
      readonly listener: Listener;
      readonly wait: boolean;
    }
  | { readonly _tag: "Kill"; readonly id: string };

export interface OutboxRow {
  readonly sequence: number;
  readonly message: Message;
}

/** Every table with its rows; names.ts says how groups and items are named. */
export interface Rows {
  readonly invocation: InvocationRow;
  readonly journal: EntryRow;
  readonly notification: number;
  readonly running: number;
  readonly lock: LockRow;
  readonly inbox: { readonly id: string };
  readonly state: Content;
  readonly promise: PromiseRow;
  readonly timer: TimerRow;
  readonly outbox: OutboxRow;
  readonly dedup: number;
}

export type TableName = keyof Rows;

/** A row as it is from now on, or null where it is gone. */
export type RowChange = {
  readonly [T in TableName]: {
    readonly table: T;
    readonly group: string;
    readonly item: string;
    readonly value: Rows[T] | null;
  };
}[TableName];

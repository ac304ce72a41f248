import { Schema as S } from "effect";
import {
  alike,
  Count,
  Digest,
  ListenerShape,
  MessageShape,
  OutcomeShape,
  PinShape,
  ResultShape,
  tagged,
  Time,
  WaitedShape,
} from "./value-shapes.ts";

const Target = S.Union(
  tagged("Service", { service: S.String, handler: S.String }),
  alike(["Object", "Workflow"], {
    service: S.String,
    key: S.String,
    handler: S.String,
    access: S.Literal("Exclusive", "Shared", "Run"),
  }),
);

const Status = S.Union(
  tagged("Scheduled", { startAtMs: Time }),
  tagged("Inboxed", { sequence: Count }),
  tagged("Invoked", {}),
  tagged("BackingOff", { retryAtMs: Time }),
  tagged("Suspended", { waitingFor: S.Array(WaitedShape) }),
  tagged("Paused", {}),
  tagged("Completed", { outcome: OutcomeShape, expiresAtMs: Time }),
);

const Invocation = S.Struct({
  id: S.String,
  target: Target,
  idempotencyKey: S.NullOr(S.String),
  status: Status,
  incarnation: Count,
  epoch: Count,
  pin: S.NullOr(PinShape),
  listeners: S.Array(ListenerShape),
  journalLength: Count,
  journalCommands: Count,
  outputIndex: S.NullOr(Count),
  policyAttempts: Count,
  completionRetentionMs: Count,
  journalRetentionMs: Count,
});

const Entry = S.Union(
  tagged("Command", {
    payload: Digest,
    completionId: S.NullOr(Count),
    output: S.NullOr(OutcomeShape),
  }),
  tagged("Notification", { type: Count, key: S.String, result: ResultShape }),
);

const Promised = S.Union(
  tagged("Pending", { listeners: S.Array(ListenerShape) }),
  tagged("Completed", { outcome: OutcomeShape }),
);

const Timer = S.Union(
  tagged("Sleep", { dueMs: Time, id: S.String, incarnation: Count, completionId: Count }),
  tagged("Retry", { dueMs: Time, id: S.String, epoch: Count }),
  alike(["Start", "ExpireJournal", "ExpireInvocation"], { dueMs: Time, id: S.String }),
);

/** A row of one table as it is from now on, or null where it is gone. */
function row<const T extends string, Value, Encoded>(table: T, value: S.Schema<Value, Encoded>) {
  return S.Struct({
    table: S.Literal(table),
    group: S.String,
    item: S.String,
    value: S.NullOr(value),
  });
}

/** The shape of a changed row in a trace. */
export const RowShape = S.Union(
  row("invocation", Invocation),
  row("journal", Entry),
  row("notification", Count),
  row("running", Count),
  row("lock", S.Struct({ holder: S.String, nextSequence: Count })),
  row("inbox", S.Struct({ id: S.String })),
  row("state", Digest),
  row("promise", Promised),
  row("timer", Timer),
  row("outbox", S.Struct({ sequence: Count, message: MessageShape })),
  row("dedup", Count),
);

import { Schema as S } from "effect";
import {
  alike,
  CALLEE,
  Count,
  Digest,
  FailureShape,
  MessageShape,
  OutcomeShape,
  PinShape,
  ResultShape,
  tagged,
  Time,
  WaitedShape,
} from "./value-shapes.ts";

const Command = S.Union(
  tagged("Output", { output: OutcomeShape }),
  tagged("Sleep", { dueMs: Time, completionId: Count }),
  tagged("Call", { ...CALLEE, completionId: Count, idCompletionId: Count }),
  tagged("OneWayCall", { ...CALLEE, startAtMs: S.NullOr(Time), idCompletionId: Count }),
  tagged("Signal", { id: S.NullOr(S.String), key: S.String, result: ResultShape }),
  alike(["Attach", "GetOutput"], { id: S.NullOr(S.String), completionId: Count }),
  tagged("GetPromise", { name: S.String, completionId: Count }),
  tagged("PeekPromise", { name: S.String, completionId: Count }),
  tagged("CompletePromise", { name: S.String, outcome: OutcomeShape, completionId: Count }),
  tagged("GetState", { name: S.String, completionId: Count }),
  tagged("GetStateKeys", { completionId: Count }),
  tagged("SetState", { name: S.String, value: Digest }),
  tagged("ClearState", { name: S.String }),
  tagged("ClearAllState", {}),
  tagged("Other", {}),
);

const Ask = S.Union(
  tagged("Call", CALLEE),
  tagged("Send", { ...CALLEE, delayMs: S.NullOr(S.Int) }),
  tagged("CompleteAwakeable", { id: S.String, key: S.String, result: ResultShape }),
  alike(["Cancel", "Kill", "Purge", "PurgeJournal", "Pause"], { id: S.String }),
  tagged("Resume", { id: S.String, keeps: S.Boolean }),
  tagged("RestartAsNew", { id: S.String, from: Count }),
  tagged("Other", {}),
);

const ATTEMPT = { id: S.String, epoch: Count };

/** The shape of what happened in a step of a trace. */
export const HappeningShape = S.Union(
  tagged("Requested", { ask: Ask }),
  tagged("CommandProposed", {
    ...ATTEMPT,
    pin: PinShape,
    command: Command,
    payload: Digest,
    completionId: S.NullOr(Count),
  }),
  tagged("RunCompletionProposed", {
    ...ATTEMPT,
    pin: PinShape,
    completionId: Count,
    outcome: OutcomeShape,
  }),
  tagged("AttemptSuspended", { ...ATTEMPT, waitingFor: S.Array(WaitedShape) }),
  tagged("AttemptEnded", ATTEMPT),
  tagged("AttemptFailed", {
    ...ATTEMPT,
    failure: FailureShape,
    nextRetryDelayMs: S.NullOr(Count),
    behavior: S.Literal("Retry", "Pause", "Fail"),
  }),
  tagged("TimerFired", { item: S.String }),
  tagged("MessageReceived", { from: Count, sequence: Count, message: MessageShape }),
  tagged("MessageTaken", { by: Count, sequence: Count }),
);

import fc from "fast-check";
import type { DeploymentId } from "../ids/index.ts";
import type { JournalEntry } from "../model/index.ts";
import {
  type Combinator,
  contentType,
  encodeMessage,
  type Future,
  type Message,
  MessageType,
} from "../wire/index.ts";
import type { Given } from "./expected-attempt.fixture.ts";
import type { AttemptPlan } from "./plan.ts";
import { ID, INPUT, storedCommand, storedVoid } from "./recorded-attempt.fixture.ts";

const completionId = fc.constantFrom(1, 1, 2);
const value = fc.constantFrom(
  { _tag: "Value", value: Uint8Array.of(5) } as const,
  { _tag: "Failure", failure: { code: 409, message: "no", metadata: [] } } as const,
);
const OUTPUT = { _tag: "OutputCommand", result: { _tag: "Void" } } as const;
const output = value.map((result) => ({ ...OUTPUT, result, name: "" }));
const run = completionId.map(
  (resultCompletionId) => ({ _tag: "RunCommand", resultCompletionId, name: "r" }) as const,
);

const cancel: Extract<JournalEntry, { _tag: "Notification" }> = {
  _tag: "Notification",
  type: MessageType.SignalNotification,
  id: { _tag: "Signal", index: 1 },
  payload: encodeMessage({
    _tag: "Notification",
    type: MessageType.SignalNotification,
    id: { _tag: "Signal", index: 1 },
    result: { _tag: "Void" },
  }),
  storedAtMs: 0,
};
const settled = fc
  .tuple(fc.constantFrom(MessageType.RunNotification, MessageType.SleepNotification), completionId)
  .map(([type, id]) => storedVoid(type, id));
const notification = fc.oneof(
  { weight: 4, arbitrary: settled },
  { weight: 1, arbitrary: fc.constant(cancel) },
);
const replay = fc
  .array(
    fc.oneof(
      { weight: 6, arbitrary: run.map(storedCommand) },
      { weight: 6, arbitrary: notification },
      { weight: 1, arbitrary: output.map(storedCommand) },
    ),
    { maxLength: 5 },
  )
  .map((entries) => [INPUT, ...entries]);

const leaves = {
  waitingCompletions: fc.array(completionId, { maxLength: 2 }),
  waitingSignals: fc.array(fc.constantFrom(1, 17), { maxLength: 2 }),
  waitingNamedSignals: fc.array(fc.constant("go"), { maxLength: 1 }),
  combinator: fc.constantFrom<Combinator>(
    "Unknown",
    "FirstCompleted",
    "AllCompleted",
    "FirstSucceededOrAllFailed",
    "AllSucceededOrFirstFailed",
  ),
};
const leaf: fc.Arbitrary<Future> = fc.record({ ...leaves, nested: fc.constant([]) });
/** A tree of awaited things. */
export const tree: fc.Arbitrary<Future> = fc.record({
  ...leaves,
  nested: fc.array(leaf, { maxLength: 2 }),
});
const anyOf = fc.record({
  _tag: fc.constant("AnyOf" as const),
  completions: leaves.waitingCompletions,
  signals: leaves.waitingSignals,
  namedSignals: leaves.waitingNamedSignals,
});

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null });
const error: fc.Arbitrary<Message> = fc.record({
  _tag: fc.constant("Error" as const),
  code: fc.constantFrom(500, 409),
  message: fc.constant("it failed"),
  stacktrace: fc.constant("at line 1"),
  relatedCommandIndex: orNull(fc.constant(2)),
  relatedCommandName: orNull(fc.constant("r")),
  relatedCommandType: orNull(fc.constant(0x0411)),
  nextRetryDelayMs: orNull(fc.constant(50)),
  behavior: fc.constantFrom("Retry" as const, "Pause" as const, "Fail" as const),
});

/** What an endpoint in good order says, most of it more than once, and what none may say. */
const message: fc.Arbitrary<Message> = fc.oneof(
  { weight: 10, arbitrary: run },
  {
    weight: 10,
    arbitrary: fc.record({
      _tag: fc.constant("ProposeRunCompletion" as const),
      completionId,
      result: value,
    }),
  },
  {
    weight: 3,
    arbitrary: fc.constant({
      _tag: "SleepCommand",
      wakeUpTimeMs: 9,
      resultCompletionId: 3,
      name: "",
    } as const),
  },
  { weight: 1, arbitrary: output },
  {
    weight: 2,
    arbitrary: tree.map(
      (awaitingOn) => ({ _tag: "AwaitingOn", awaitingOn, executingSideEffects: false }) as const,
    ),
  },
  {
    weight: 2,
    arbitrary: fc
      .oneof(
        anyOf,
        tree.map((future) => ({ _tag: "Future", future }) as const),
      )
      .map((waitingOn) => ({ _tag: "Suspension", waitingOn }) as const),
  },
  { weight: 1, arbitrary: error },
  { weight: 1, arbitrary: fc.constant({ _tag: "End" } as const) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Message>(
      { _tag: "InputCommand", headers: [], value: Uint8Array.of(), name: "" },
      { _tag: "CommandAck", commandIndex: 1 },
      { _tag: "ProposeRunCompletionAck", completionId: 1 },
      {
        _tag: "Notification",
        type: MessageType.SleepNotification,
        id: { _tag: "Completion", completionId: 1 },
        result: { _tag: "Void" },
      },
    ),
  },
);

/** A tree of futures that goes deeper than is taken (wire facts 1.8). */
const tooDeep = (() => {
  let future: Future = {
    waitingCompletions: [1],
    waitingSignals: [],
    waitingNamedSignals: [],
    nested: [],
    combinator: "AllCompleted",
  };
  for (let depth = 0; depth < 1_001; depth++) future = { ...future, nested: [future] };
  return encodeMessage({ _tag: "Suspension", waitingOn: { _tag: "Future", future } });
})();

const garbled: fc.Arbitrary<Given> = fc.constantFrom(
  { _tag: "Garbled", type: MessageType.SleepCommand, payload: Uint8Array.of(0xff) },
  { _tag: "Garbled", type: 0x7fff, payload: Uint8Array.of() },
  { _tag: "Garbled", type: MessageType.Suspension, payload: tooDeep },
  { _tag: "Garbled", type: MessageType.End, payload: new Uint8Array(20_001) },
);

const given: fc.Arbitrary<Given> = fc.oneof(
  {
    weight: 20,
    arbitrary: fc.record({
      _tag: fc.constant("Said" as const),
      message,
      ackRequested: fc.boolean(),
    }),
  },
  { weight: 6, arbitrary: notification.map((entry) => ({ _tag: "Stored", entry }) as const) },
  { weight: 2, arbitrary: fc.constant({ _tag: "CommandStored", index: 3 } as const) },
  {
    weight: 6,
    arbitrary: fc
      .constantFrom(1, 50, 99, 100, 199, 200, 300)
      .map((afterMs) => ({ _tag: "Clock", afterMs }) as const),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Given>(
      { _tag: "AskToSuspend" },
      { _tag: "EndOfStream" },
      { _tag: "Broken" },
      { _tag: "CutOff" },
      { _tag: "Head", status: 500, contentType: null },
    ),
  },
  { weight: 1, arbitrary: garbled },
);

const version = fc.constantFrom(5 as const, 6 as const, 7 as const);

function headFor(expected: string): fc.Arbitrary<Given> {
  const good = { _tag: "Head", status: 200, contentType: expected } as const;
  const wrong = fc.record({
    _tag: fc.constant("Head" as const),
    status: fc.constantFrom(200, 201, 404, 413, 415, 429, 500, 502, 503, 504),
    contentType: fc.constantFrom(null, "text/html", "application/vnd.restate.invocation.v4"),
  });
  return fc.oneof({ weight: 12, arbitrary: fc.constant(good) }, { weight: 1, arbitrary: wrong });
}

/** A run is begun, its result proposed and stored: what later tells the endpoint depends on all. */
const ranToItsEnd: fc.Arbitrary<readonly Given[]> = fc
  .tuple(completionId, value, fc.boolean(), fc.boolean())
  .map(([completionId, result, ackRequested, isTwice]) => {
    const command = { _tag: "RunCommand", resultCompletionId: completionId, name: "" } as const;
    const proposal = { _tag: "ProposeRunCompletion", completionId, result } as const;
    const entry = storedVoid(MessageType.RunNotification, completionId);
    return [
      { _tag: "Said", message: command, ackRequested: false },
      { _tag: "Said", message: proposal, ackRequested },
      { _tag: "Stored", entry },
      ...(isTwice ? [{ _tag: "Stored", entry } as const] : []),
    ];
  });

/** A plan, and what then happens to the attempt. */
export const conversation = version.chain((protocolVersion) =>
  fc.record({
    plan: fc
      .record({
        replay,
        bidirectional: fc.constantFrom(true, true, true, false),
        inactivityTimeoutMs: fc.constantFrom(100, 100, 0),
      })
      .map((changed) => planOf(protocolVersion, changed)),
    before: fc.array(given, { maxLength: 1 }),
    isHeadLate: fc.constantFrom(false, false, false, true),
    head: headFor(contentType(protocolVersion)),
    rest: fc
      .array(fc.oneof({ weight: 9, arbitrary: given.map((one) => [one]) }, ranToItsEnd), {
        maxLength: 14,
      })
      .map((parts) => parts.flat()),
    cut: fc.integer({ min: 1, max: 60 }),
  }),
);

/** A plan with all that a Start may say. */
export function planOf(
  protocolVersion: 5 | 6 | 7,
  changed: Pick<AttemptPlan, "replay" | "bidirectional" | "inactivityTimeoutMs">,
): AttemptPlan {
  return {
    id: ID,
    epoch: 3,
    pin: { deploymentId: "dp_10000000000000000000001" as DeploymentId, protocolVersion },
    abortTimeoutMs: 200,
    maxMessageBytes: 20_000,
    start: {
      _tag: "Start",
      invocationId: ID,
      debugId: "inv",
      knownEntries: changed.replay.length,
      state: [{ key: Uint8Array.of(1), value: Uint8Array.of(2) }],
      partialState: true,
      key: "k",
      retryCountSinceLastStoredEntry: 2,
      durationSinceLastStoredEntryMs: 40,
      randomSeed: 7n,
      scope: "s",
      limitKey: "l",
      idempotencyKey: "i",
    },
    ...changed,
  };
}

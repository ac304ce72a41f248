import {
  type AttachTarget,
  type Command,
  type Failure,
  type Future,
  type InvocationId,
  invocationIdFromBytes,
  type Message,
  MessageType,
  type Notification,
  type NotificationId,
  type NotificationResult,
  type SignalId,
  type Start,
  type Suspension,
  type ValueOrFailure,
  VOID,
  type VoidResult,
} from "@holdfast/core";
import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";

/** The same cases in every run, so that a red build is red again. */
export function fixedRuns(numRuns = 100): { readonly seed: number; readonly numRuns: number } {
  return { seed: 20_261_123, numRuns };
}

/** Any u32. */
export const uint32 = fc.nat({ max: 0xffff_ffff });
/** A completion id as a command asks for it. */
const completionId = fc.integer({ min: 1, max: 0xffff_ffff });
/** A time or duration in ms that fits a number. */
const timeMs = fc.maxSafeNat();
/** Any text that has a UTF-8 form. */
const text = fc.string({ unit: "grapheme", maxLength: 200 });
/** Any bytes; long enough, at times, for lengths of two bytes. */
const bytes = fc.uint8Array({ maxLength: 200 });
/** Any invocation id. */
export const invocationId: Arbitrary<InvocationId> = fc
  .uint8Array({ minLength: 24, maxLength: 24 })
  .map((raw) => {
    const id = invocationIdFromBytes(raw);
    if (id === null) throw new Error("24 bytes are an invocation id");
    return id;
  });

const optionalText = fc.option(text, { nil: null });
const headers = fc.array(fc.record({ key: text, value: text }), { maxLength: 4 });

/** Any failure. */
const failure: Arbitrary<Failure> = fc.record({
  code: uint32,
  message: text,
  metadata: headers,
});

/** A value or a failure. */
const valueOrFailure: Arbitrary<ValueOrFailure> = fc.oneof(
  fc.record({ _tag: fc.constant("Value" as const), value: bytes }),
  fc.record({ _tag: fc.constant("Failure" as const), failure }),
);

const nothing: Arbitrary<VoidResult> = fc.constant(VOID);

/** A signal by number or by name. */
const signalId: Arbitrary<SignalId> = fc.oneof(
  fc.record({ _tag: fc.constant("Signal" as const), index: uint32 }),
  fc.record({ _tag: fc.constant("NamedSignal" as const), name: text }),
);

/** Any tree of awaited things, at most `depth` levels above the leaves. */
function futureOfDepth(depth: number): Arbitrary<Future> {
  return fc.record({
    waitingCompletions: fc.array(uint32, { maxLength: 5 }),
    waitingSignals: fc.array(uint32, { maxLength: 5 }),
    waitingNamedSignals: fc.array(text, { maxLength: 3 }),
    nested: depth === 0 ? fc.constant([]) : fc.array(futureOfDepth(depth - 1), { maxLength: 2 }),
    combinator: fc.constantFrom(
      "Unknown",
      "FirstCompleted",
      "AllCompleted",
      "FirstSucceededOrAllFailed",
      "AllSucceededOrFirstFailed",
    ),
  });
}

/** Any tree of awaited things, a few levels deep. */
const future: Arbitrary<Future> = futureOfDepth(3);

/** Any Start, with the fields of every version. */
const start: Arbitrary<Start> = fc.record({
  _tag: fc.constant("Start" as const),
  invocationId,
  debugId: text,
  knownEntries: uint32,
  state: fc.array(fc.record({ key: bytes, value: bytes }), { maxLength: 4 }),
  partialState: fc.boolean(),
  key: text,
  retryCountSinceLastStoredEntry: uint32,
  durationSinceLastStoredEntryMs: timeMs,
  randomSeed: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  scope: optionalText,
  limitKey: optionalText,
  idempotencyKey: optionalText,
});

/** Any Suspension, in either layout. */
const suspension: Arbitrary<Suspension> = fc.record({
  _tag: fc.constant("Suspension" as const),
  waitingOn: fc.oneof(
    fc.record({
      _tag: fc.constant("AnyOf" as const),
      completions: fc.array(uint32, { maxLength: 100 }),
      signals: fc.array(uint32, { maxLength: 5 }),
      namedSignals: fc.array(text, { maxLength: 3 }),
    }),
    fc.record({ _tag: fc.constant("Future" as const), future }),
  ),
});

const attachTarget: Arbitrary<AttachTarget> = fc.oneof(
  fc.record({ _tag: fc.constant("InvocationId" as const), invocationId: text }),
  fc.record({
    _tag: fc.constant("IdempotentRequest" as const),
    serviceName: text,
    serviceKey: optionalText,
    handlerName: text,
    idempotencyKey: text,
    scope: optionalText,
  }),
  fc.record({
    _tag: fc.constant("Workflow" as const),
    workflowName: text,
    workflowKey: text,
    scope: optionalText,
  }),
);

const controlByTag = {
  Start: start,
  Suspension: suspension,
  Error: fc.record({
    _tag: fc.constant("Error" as const),
    code: uint32,
    message: text,
    stacktrace: text,
    relatedCommandIndex: fc.option(uint32, { nil: null }),
    relatedCommandName: optionalText,
    relatedCommandType: fc.option(uint32, { nil: null }),
    nextRetryDelayMs: fc.option(timeMs, { nil: null }),
    behavior: fc.constantFrom("Retry" as const, "Pause" as const, "Fail" as const),
  }),
  End: fc.record({ _tag: fc.constant("End" as const) }),
  CommandAck: fc.record({ _tag: fc.constant("CommandAck" as const), commandIndex: uint32 }),
  ProposeRunCompletion: fc.record({
    _tag: fc.constant("ProposeRunCompletion" as const),
    completionId,
    result: valueOrFailure,
  }),
  AwaitingOn: fc.record({
    _tag: fc.constant("AwaitingOn" as const),
    awaitingOn: future,
    executingSideEffects: fc.boolean(),
  }),
  ProposeRunCompletionAck: fc.record({
    _tag: fc.constant("ProposeRunCompletionAck" as const),
    completionId,
  }),
};

const commandByTag: {
  readonly [Tag in Command["_tag"]]: Arbitrary<Extract<Command, { _tag: Tag }>>;
} = {
  InputCommand: command("InputCommand", fc.record({ headers, value: bytes })),
  OutputCommand: command("OutputCommand", fc.record({ result: valueOrFailure })),
  GetLazyStateCommand: command("GetLazyStateCommand", fc.record({ key: bytes, ...asking() })),
  SetStateCommand: command("SetStateCommand", fc.record({ key: bytes, value: bytes })),
  ClearStateCommand: command("ClearStateCommand", fc.record({ key: bytes })),
  ClearAllStateCommand: command("ClearAllStateCommand", fc.constant({})),
  GetLazyStateKeysCommand: command("GetLazyStateKeysCommand", fc.record(asking())),
  GetEagerStateCommand: command(
    "GetEagerStateCommand",
    fc.record({
      key: bytes,
      result: fc.oneof(nothing, fc.record({ _tag: fc.constant("Value" as const), value: bytes })),
    }),
  ),
  GetEagerStateKeysCommand: command(
    "GetEagerStateKeysCommand",
    fc.record({
      keys: fc.array(bytes, { maxLength: 4 }),
    }),
  ),
  GetPromiseCommand: command("GetPromiseCommand", fc.record({ key: text, ...asking() })),
  PeekPromiseCommand: command("PeekPromiseCommand", fc.record({ key: text, ...asking() })),
  CompletePromiseCommand: command(
    "CompletePromiseCommand",
    fc.record({
      key: text,
      completion: valueOrFailure,
      ...asking(),
    }),
  ),
  SleepCommand: command("SleepCommand", fc.record({ wakeUpTimeMs: timeMs, ...asking() })),
  CallCommand: command("CallCommand", fc.record({ ...calling(), ...asking() })),
  OneWayCallCommand: command(
    "OneWayCallCommand",
    fc.record({ ...calling(), invokeTimeMs: timeMs }),
  ),
  SendSignalCommand: command(
    "SendSignalCommand",
    fc.record({
      targetInvocationId: text,
      signal: signalId,
      result: fc.oneof(nothing, valueOrFailure),
    }),
  ),
  RunCommand: command("RunCommand", fc.record(asking())),
  AttachInvocationCommand: command(
    "AttachInvocationCommand",
    fc.record({
      target: attachTarget,
      ...asking(),
    }),
  ),
  GetInvocationOutputCommand: command(
    "GetInvocationOutputCommand",
    fc.record({
      target: attachTarget,
      ...asking(),
    }),
  ),
  CompleteAwakeableCommand: command(
    "CompleteAwakeableCommand",
    fc.record({
      awakeableId: text,
      result: valueOrFailure,
    }),
  ),
};

/** Any command that a handler may send. */
export const anyCommand: Arbitrary<Command> = fc.oneof(...Object.values(commandByTag));

const notificationResult: Arbitrary<NotificationResult> = fc.oneof(
  nothing,
  valueOrFailure,
  fc.record({ _tag: fc.constant("InvocationId" as const), invocationId: text }),
  fc.record({ _tag: fc.constant("StateKeys" as const), keys: fc.array(bytes, { maxLength: 4 }) }),
);

const completionTypes = Object.entries(MessageType)
  .filter(([name]) => name.endsWith("Notification") && name !== "SignalNotification")
  .map(([, type]) => type);

/** Any notification; its id fits its type. */
export const notification: Arbitrary<Notification> = fc.oneof(
  notificationOf(
    fc.constantFrom(...completionTypes),
    fc.record({ _tag: fc.constant("Completion" as const), completionId }),
  ),
  notificationOf(fc.constant(MessageType.SignalNotification), signalId),
);

/** An arbitrary for each message by its tag; a test goes through them all. */
export const messageByTag: {
  readonly [Tag in Message["_tag"]]: Arbitrary<Extract<Message, { _tag: Tag }>>;
} = { ...controlByTag, ...commandByTag, Notification: notification };

/** Any message at all. */
export const anyMessage: Arbitrary<Message> = fc.oneof(...Object.values(messageByTag));

function notificationOf(
  type: Arbitrary<number>,
  id: Arbitrary<NotificationId>,
): Arbitrary<Notification> {
  const tag = fc.constant("Notification" as const);
  return fc.record({ _tag: tag, type, id, result: notificationResult });
}

function command<Tag extends string, Fields extends object>(
  tag: Tag,
  fields: Arbitrary<Fields>,
): Arbitrary<{ readonly _tag: Tag; readonly name: string } & Fields> {
  return fc.tuple(text, fields).map(([name, rest]) => ({ _tag: tag, name, ...rest }));
}

function asking(): { resultCompletionId: Arbitrary<number> } {
  return { resultCompletionId: completionId };
}

function calling() {
  return {
    serviceName: text,
    handlerName: text,
    parameter: bytes,
    headers,
    key: text,
    idempotencyKey: optionalText,
    scope: optionalText,
    limitKey: optionalText,
    invocationIdCompletionId: completionId,
  };
}

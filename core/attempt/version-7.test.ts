import { describe, expect, it } from "vitest";
import {
  type Combinator,
  decodeMessage,
  encodeMessage,
  type Future,
  MAX_FUTURE_DEPTH,
  MessageType,
  REQUESTED_ACK_FLAG,
} from "../wire/index.ts";
import {
  INPUT,
  PIN_V7,
  RecordedAttempt,
  storedVoid,
  typeNames,
} from "./recorded-attempt.fixture.ts";

const VALUE = { _tag: "Value", value: Uint8Array.of(4) } as const;

function run(resultCompletionId: number) {
  return { _tag: "RunCommand", resultCompletionId, name: "" } as const;
}

function propose(completionId: number) {
  return { _tag: "ProposeRunCompletion", completionId, result: VALUE } as const;
}

function future(
  combinator: Combinator,
  waitingCompletions: readonly number[],
  nested: readonly Future[] = [],
): Future {
  return { combinator, waitingCompletions, waitingSignals: [], waitingNamedSignals: [], nested };
}

function suspendOn(one: RecordedAttempt, awaited: Future): void {
  one.hear({ _tag: "Suspension", waitingOn: { _tag: "Future", future: awaited } });
}

function onVersion7(): RecordedAttempt {
  return new RecordedAttempt({ pin: PIN_V7, maxMessageBytes: 100_000 }).opened();
}

describe("an attempt on version 7", () => {
  it("is told of a result it proposed only that it is stored, in its place among the others", () => {
    const one = onVersion7();
    one.hear(run(1));
    one.hear(propose(1), REQUESTED_ACK_FLAG);
    one.attempt.deliver(storedVoid(MessageType.SleepNotification, 5), one.nowMs);
    one.attempt.deliver(storedVoid(MessageType.RunNotification, 1), one.nowMs);
    one.attempt.deliver(storedVoid(MessageType.SleepNotification, 6), one.nowMs);
    expect(typeNames(one.written)).toEqual([
      "SleepNotification",
      "ProposeRunCompletionAck",
      "SleepNotification",
    ]);
    const [, ack] = one.written;
    expect(decodeMessage(MessageType.ProposeRunCompletionAck, ack?.payload ?? VALUE.value)).toEqual(
      { _tag: "ProposeRunCompletionAck", completionId: 1 },
    );
  });

  it("is told the whole result where it did not ask for an acknowledgement", () => {
    const one = onVersion7();
    one.hear(run(1));
    one.hear(propose(1));
    one.attempt.deliver(storedVoid(MessageType.RunNotification, 1), one.nowMs);
    expect(typeNames(one.written)).toEqual(["RunNotification"]);
  });

  it("waits for a tree, flat where any one of its parts settles it", () => {
    const all = future("AllSucceededOrFirstFailed", [1, 2]);
    const any = onVersion7();
    suspendOn(any, { ...future("FirstCompleted", [3], [all]), waitingSignals: [1] });
    const group = { combinator: "AllSucceededOrFirstFailed", of: ["c1", "c2"] };
    expect(any.last).toMatchObject({ waitingFor: ["c3", "s1", group] });
    const one = onVersion7();
    suspendOn(one, all);
    expect(one.last).toMatchObject({ waitingFor: [group] });
  });

  it("does not wait again for a cancel that it has heard", () => {
    const id = { _tag: "Signal", index: 1 } as const;
    const type = MessageType.SignalNotification;
    const payload = encodeMessage({ _tag: "Notification", type, id, result: { _tag: "Void" } });
    const cancel = { _tag: "Notification", type, payload, id, storedAtMs: 0 } as const;
    const replay = [INPUT, cancel];
    const one = new RecordedAttempt({ pin: PIN_V7, replay, bidirectional: false }).opened();
    suspendOn(one, { ...future("FirstCompleted", [3]), waitingSignals: [1] });
    expect(one.last).toMatchObject({ waitingFor: ["c3"] });
  });

  it("is at fault where a part of the tree waits for nothing", () => {
    for (const awaited of [
      future("AllCompleted", []),
      future("FirstCompleted", [1], [future("AllCompleted", [])]),
    ]) {
      const one = onVersion7();
      suspendOn(one, awaited);
      expect(one.last).toMatchObject({ failure: { errorCode: "RT0012" }, behavior: "Retry" });
    }
  });

  it("is paused with RT0025 where a tree is deeper than the limit, whichever message has it", () => {
    for (const [depth, words] of [
      [MAX_FUTURE_DEPTH, ["release", "AttemptSuspended"]],
      [MAX_FUTURE_DEPTH + 1, ["abort", "AttemptFailed"]],
    ] as const) {
      const one = onVersion7();
      suspendOn(one, deep(depth));
      expect(one.log).toEqual(words);
    }
    const hinted = onVersion7();
    const awaitingOn = deep(MAX_FUTURE_DEPTH + 1);
    hinted.hear({ _tag: "AwaitingOn", awaitingOn, executingSideEffects: false });
    expect(hinted.last).toMatchObject({
      behavior: "Pause",
      failure: { code: 500, errorCode: "RT0025" },
    });
  });

  it("keeps in mind what it last said it waits for", () => {
    const one = onVersion7();
    expect(one.attempt.lastAwaitingOn).toBeNull();
    const awaitingOn = future("AllCompleted", [1, 2]);
    one.hear({ _tag: "AwaitingOn", awaitingOn, executingSideEffects: true });
    expect(one.attempt.lastAwaitingOn).toEqual(awaitingOn);
    expect(one.log).toEqual([]);
  });
});

describe("the layout of a suspension", () => {
  const flat = { _tag: "AnyOf", completions: [1], signals: [], namedSignals: [] } as const;
  const tree = { _tag: "Future", future: future("FirstCompleted", [1]) } as const;

  it("is that of the version that was agreed", () => {
    for (const [pin, waitingOn] of [
      [PIN_V7, flat],
      [{ ...PIN_V7, protocolVersion: 6 }, tree],
      [{ ...PIN_V7, protocolVersion: 5 }, tree],
    ] as const) {
      const one = new RecordedAttempt({ pin }).opened();
      one.hear({ _tag: "Suspension", waitingOn });
      expect(one.last).toMatchObject({ failure: { code: 571, errorCode: "RT0012" } });
    }
  });
});

function deep(levels: number): Future {
  let tree = future("FirstCompleted", [1]);
  for (let level = 0; level < levels; level++) tree = future("FirstCompleted", [], [tree]);
  return tree;
}

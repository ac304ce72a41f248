import { describe, expect, it } from "vitest";
import {
  decodeMessage,
  encodeMessage,
  type Message,
  MessageType,
  REQUESTED_ACK_FLAG,
} from "../wire/index.ts";
import {
  DEPLOYMENT,
  ID,
  INPUT,
  RecordedAttempt,
  storedCommand,
  storedVoid,
  typeNames,
} from "./recorded-attempt.fixture.ts";

const RUN = { _tag: "RunCommand", resultCompletionId: 1, name: "step" } as const;
const OUTPUT = {
  _tag: "OutputCommand",
  result: { _tag: "Value", value: Uint8Array.of(9) },
  name: "",
} as const;

describe("an attempt begins", () => {
  it("with Start and the replay, in one write, in stored order", () => {
    const replay = [INPUT, storedVoid(MessageType.SignalNotification, 1), storedCommand(RUN)];
    const one = new RecordedAttempt({ replay });
    one.attempt.begin();
    expect(one.log).toEqual(["write"]);
    expect(typeNames(one.written)).toEqual([
      "Start",
      "InputCommand",
      "SignalNotification",
      "RunCommand",
    ]);
    expect(one.written.slice(1).map(({ payload }) => payload)).toEqual(
      replay.map(({ payload }) => payload),
    );
    const start = decodeMessage(MessageType.Start, one.written[0]?.payload ?? new Uint8Array());
    expect(start).toMatchObject({ invocationId: ID, knownEntries: 3, randomSeed: 7n });
  });

  it("and closes its side at once where nothing more can be told", () => {
    for (const plan of [{ bidirectional: false }, { inactivityTimeoutMs: 0 }]) {
      const one = new RecordedAttempt(plan);
      one.attempt.begin();
      expect(one.log).toEqual(["write", "closeWrite"]);
      one.attempt.deliver(storedVoid(MessageType.SleepNotification, 1), one.nowMs);
      one.attempt.acknowledge(1, one.nowMs);
      expect(one.log).toEqual(["write", "closeWrite"]);
    }
  });
});

describe("an attempt hears", () => {
  it("a command, with the bytes that were sent, its pin and its epoch", () => {
    const one = new RecordedAttempt().opened();
    one.hear(RUN);
    expect(one.proposals).toEqual([
      {
        _tag: "CommandProposed",
        id: ID,
        epoch: 3,
        pin: { deploymentId: DEPLOYMENT, protocolVersion: 6 },
        command: RUN,
        payload: storedCommand(RUN).payload,
        ackRequested: false,
      },
    ]);
    one.hear({ ...RUN, resultCompletionId: 2 }, REQUESTED_ACK_FLAG);
    expect(one.last).toMatchObject({ ackRequested: true });
  });

  it("nothing that a later chunk could change", () => {
    const one = new RecordedAttempt().opened();
    const set = { _tag: "SetStateCommand", key: Uint8Array.of(7), name: "" } as const;
    const { payload } = storedCommand({ ...set, value: Uint8Array.of(1, 2, 3) });
    const chunk = new Uint8Array(8 + payload.length);
    chunk.set([0x04, 0x03, 0, 0, 0, 0, 0, payload.length]);
    chunk.set(payload, 8);
    one.attempt.bytes(chunk, one.nowMs);
    chunk.fill(0xee);
    expect(one.last).toMatchObject({
      payload,
      command: { key: Uint8Array.of(7), value: Uint8Array.of(1, 2, 3) },
    });
  });

  it("a run's result, once, and only for a run that waits for one", () => {
    const one = new RecordedAttempt().opened();
    const result = { _tag: "Value", value: Uint8Array.of(4) } as const;
    one.hear(RUN);
    one.hear({ _tag: "ProposeRunCompletion", completionId: 1, result });
    expect(one.last).toMatchObject({
      _tag: "RunCompletionProposed",
      completionId: 1,
      outcome: { _tag: "Success", value: Uint8Array.of(4) },
    });
    one.hear({ _tag: "ProposeRunCompletion", completionId: 1, result });
    expect(one.log.slice(2)).toEqual(["abort", "AttemptFailed"]);
    expect(one.last).toMatchObject({ failure: { code: 571, errorCode: "RT0012" } });
  });

  it("a result for a replayed run without one, and none for a replayed run with one", () => {
    const result = { _tag: "Failure", failure: { code: 3, message: "no", metadata: [] } } as const;
    const open = new RecordedAttempt({ replay: [INPUT, storedCommand(RUN)] }).opened();
    open.hear({ _tag: "ProposeRunCompletion", completionId: 1, result });
    expect(open.last).toMatchObject({ _tag: "RunCompletionProposed", outcome: result });
    const replay = [INPUT, storedCommand(RUN), storedVoid(MessageType.RunNotification, 1)];
    const done = new RecordedAttempt({ replay }).opened();
    done.hear({ _tag: "ProposeRunCompletion", completionId: 1, result });
    expect(done.last).toMatchObject({ _tag: "AttemptFailed", failure: { errorCode: "RT0012" } });
  });

  it("a suspension, an end or an error, and then nothing more", () => {
    const suspended = new RecordedAttempt().opened();
    suspended.hear({
      _tag: "Suspension",
      waitingOn: { _tag: "AnyOf", completions: [2, 1], signals: [1], namedSignals: ["go"] },
    });
    expect(suspended.log).toEqual(["release", "AttemptSuspended"]);
    expect(suspended.last).toMatchObject({ epoch: 3, waitingFor: ["c2", "c1", "s1", "ngo"] });

    const ended = new RecordedAttempt().opened();
    ended.hear(OUTPUT);
    ended.hear({ _tag: "End" });
    expect(ended.log).toEqual(["CommandProposed", "release", "AttemptEnded"]);

    for (const one of [suspended, ended]) {
      const before = one.log.length;
      one.hear(RUN);
      one.attempt.head(500, null, null, one.nowMs);
      one.attempt.end();
      one.attempt.broken("late");
      one.attempt.cutOff();
      one.attempt.closeWrite(one.nowMs);
      one.attempt.clock(Number.MAX_SAFE_INTEGER);
      one.attempt.deliver(storedVoid(MessageType.SleepNotification, 1), one.nowMs);
      expect(one.log).toHaveLength(before);
    }
  });

  it("nothing that follows the last message in the same chunk", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.bytes(Uint8Array.of(0, 3, 0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0), one.nowMs);
    expect(one.log).toEqual(["release", "AttemptEnded"]);
  });

  it("an error with all that it says", () => {
    const one = new RecordedAttempt().opened();
    one.hear({
      _tag: "Error",
      code: 418,
      message: "no tea",
      stacktrace: "at pot",
      relatedCommandIndex: 2,
      relatedCommandName: "brew",
      relatedCommandType: MessageType.RunCommand,
      nextRetryDelayMs: 100,
      behavior: "Pause",
    });
    expect(one.log).toEqual(["release", "AttemptFailed"]);
    expect(one.last).toEqual({
      _tag: "AttemptFailed",
      id: ID,
      epoch: 3,
      failure: {
        code: 418,
        errorCode: null,
        message: "no tea",
        stacktrace: "at pot",
        relatedCommand: { index: 2, name: "brew", type: MessageType.RunCommand },
      },
      nextRetryDelayMs: 100,
      behavior: "Pause",
      countsForHandler: true,
    });
  });

  it("AwaitingOn as the hint that it is", () => {
    const one = new RecordedAttempt().opened();
    one.hear({
      _tag: "AwaitingOn",
      awaitingOn: {
        waitingCompletions: [1],
        waitingSignals: [],
        waitingNamedSignals: [],
        nested: [],
        combinator: "FirstCompleted",
      },
      executingSideEffects: false,
    });
    expect(one.log).toEqual([]);
  });
});

describe("an attempt that was told of a cancel", () => {
  const type = MessageType.SignalNotification;
  const id = { _tag: "Signal", index: 1 } as const;
  const payload = encodeMessage({ _tag: "Notification", type, id, result: { _tag: "Void" } });
  const cancel = { _tag: "Notification", type, payload, id, storedAtMs: 0 } as const;
  const suspension = (completions: readonly number[]): Message => ({
    _tag: "Suspension",
    waitingOn: { _tag: "AnyOf", completions, signals: [1], namedSignals: [] },
  });

  it("does not wait for it again while its handler cleans up", () => {
    const replayed = new RecordedAttempt({ replay: [INPUT, cancel], bidirectional: false });
    replayed.opened().hear(suspension([2]));
    expect(replayed.last).toMatchObject({ waitingFor: ["c2"] });

    const told = new RecordedAttempt().opened();
    told.attempt.deliver(cancel, told.nowMs);
    told.attempt.closeWrite(told.nowMs);
    told.hear(suspension([2]));
    expect(told.last).toMatchObject({ waitingFor: ["c2"] });
  });

  it("waits for it where it may have suspended before it heard it, or waits for nothing else", () => {
    const crossing = new RecordedAttempt().opened();
    crossing.attempt.deliver(cancel, crossing.nowMs);
    crossing.hear(suspension([2]));
    expect(crossing.last).toMatchObject({ waitingFor: ["c2", "s1"] });

    const nothingElse = new RecordedAttempt({ replay: [INPUT, cancel], bidirectional: false });
    nothingElse.opened().hear(suspension([]));
    expect(nothingElse.last).toMatchObject({ waitingFor: ["s1"] });
  });
});

describe("an attempt tells", () => {
  it("notifications and acknowledgements as frames", () => {
    const one = new RecordedAttempt().opened();
    const entry = storedVoid(MessageType.SleepNotification, 2);
    one.attempt.deliver(entry, one.nowMs);
    one.attempt.acknowledge(4, one.nowMs);
    expect(typeNames(one.written)).toEqual(["SleepNotification", "CommandAck"]);
    expect(one.written[0]?.payload).toEqual(entry.payload);
    const ack = decodeMessage(MessageType.CommandAck, one.written[1]?.payload ?? new Uint8Array());
    expect(ack).toMatchObject({ commandIndex: 4 });
  });
});

describe("an attempt that is silent", () => {
  it("is asked to suspend after the inactivity timeout, then cut off with RT0001", () => {
    const one = new RecordedAttempt({ inactivityTimeoutMs: 100, abortTimeoutMs: 500 }).opened();
    expect(one.attempt.deadlineMs()).toBe(1_100);
    one.attempt.clock(1_099);
    expect(one.log).toEqual([]);
    one.attempt.clock(1_100);
    expect(one.log).toEqual(["closeWrite"]);
    expect(one.attempt.deadlineMs()).toBe(1_600);
    one.attempt.clock(1_599);
    expect(one.log).toEqual(["closeWrite"]);
    one.attempt.clock(1_600);
    expect(one.log).toEqual(["closeWrite", "abort", "AttemptFailed"]);
    expect(one.last).toMatchObject({
      failure: { code: 500, errorCode: "RT0001" },
      nextRetryDelayMs: null,
      behavior: "Retry",
      countsForHandler: true,
    });
  });

  it("is not, while anything is said either way", () => {
    const one = new RecordedAttempt({ inactivityTimeoutMs: 100, abortTimeoutMs: 500 }).opened();
    one.nowMs = 1_050;
    one.hear(RUN);
    expect(one.attempt.deadlineMs()).toBe(1_150);
    one.attempt.deliver(storedVoid(MessageType.SleepNotification, 2), 1_120);
    expect(one.attempt.deadlineMs()).toBe(1_220);
    one.attempt.acknowledge(1, 1_130);
    expect(one.attempt.deadlineMs()).toBe(1_230);
    one.attempt.clock(1_200);
    expect(one.log).not.toContain("closeWrite");
  });

  it("counts from each byte that comes once it was asked", () => {
    const one = new RecordedAttempt({ inactivityTimeoutMs: 100, abortTimeoutMs: 500 }).opened();
    one.attempt.clock(1_100);
    one.attempt.bytes(Uint8Array.of(0), 1_300);
    expect(one.attempt.deadlineMs()).toBe(1_800);
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  encodeFrame,
  encodeMessage,
  type Message,
  MessageType,
  messageType,
} from "../wire/index.ts";
import {
  CONTENT_TYPE,
  INPUT,
  RecordedAttempt,
  storedCommand,
  storedVoid,
} from "./recorded-attempt.fixture.ts";

const OUTPUT = {
  _tag: "OutputCommand",
  result: { _tag: "Value", value: new Uint8Array() },
  name: "",
} as const;

/** What an attempt that failed has done: nothing but to end, and to say why. */
function expectFault(one: RecordedAttempt, errorCode: string, words: RegExp): void {
  expect(one.log).toEqual(["abort", "AttemptFailed"]);
  expect(one.last).toMatchObject({
    _tag: "AttemptFailed",
    behavior: "Retry",
    countsForHandler: true,
    failure: { errorCode },
  });
  const message = one.last?._tag === "AttemptFailed" ? one.last.failure.message : "";
  expect(message).toMatch(words);
}

describe("the head of a response", () => {
  it.each([
    [200, "application/json", "RT0012", /'application\/json', expected .*v6/],
    [200, "application/vnd.restate.invocation.v5", "RT0012", /expected .*v6/],
    [200, null, "RT0012", /content-type ''/],
    [201, CONTENT_TYPE, "RT0012", /status 201, expected 200/],
    [404, null, "RT0012", /status 404/],
    [500, CONTENT_TYPE, "RT0012", /status 500/],
    [413, null, "RT0019", /413.*larger/],
    [415, null, "RT0015", /415.*version 6/],
    [429, null, "RT0023", /429.*rate/],
    [502, null, "RT0010", /502/],
    [503, null, "RT0023", /503.*overloaded/],
    [504, null, "RT0010", /504/],
  ])("%i with content type %s is %s", (status, contentType, errorCode, words) => {
    const one = new RecordedAttempt();
    one.attempt.begin();
    one.forgetLog();
    one.attempt.head(status, contentType, null, one.nowMs);
    expectFault(one, errorCode, words);
  });

  it("may name the time of the next attempt where the endpoint is overloaded", () => {
    for (const status of [429, 503]) {
      const one = new RecordedAttempt();
      one.attempt.head(status, null, 7_000, one.nowMs);
      expect(one.last).toMatchObject({ nextRetryDelayMs: 7_000 });
    }
  });

  it("may not do so for any other fault, which would retry for ever", () => {
    for (const [status, contentType] of [
      [200, "text/html"],
      [500, null],
      [502, null],
    ] as const) {
      const one = new RecordedAttempt();
      one.attempt.head(status, contentType, 7_000, one.nowMs);
      expect(one.last).toMatchObject({ _tag: "AttemptFailed", nextRetryDelayMs: null });
    }
  });

  it("comes once", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.head(500, null, null, one.nowMs);
    expect(one.log).toEqual([]);
  });

  it("comes before data", () => {
    const one = new RecordedAttempt();
    one.hear({ _tag: "End" });
    expectFault(one, "RT0012", /before the head/);
  });
});

describe("an endpoint that breaks the protocol", () => {
  const wrong: readonly [what: string, message: Message, words: RegExp][] = [
    [
      "an input command",
      { _tag: "InputCommand", headers: [], value: new Uint8Array(), name: "" },
      /input command, which only the server writes/,
    ],
    [
      "a notification",
      {
        _tag: "Notification",
        type: MessageType.SleepNotification,
        id: { _tag: "Completion", completionId: 1 },
        result: { _tag: "Void" },
      },
      /sleep notification is not for an endpoint to send/,
    ],
    ["a command ack", { _tag: "CommandAck", commandIndex: 0 }, /command ack is not/],
    [
      "an ack of a run",
      { _tag: "ProposeRunCompletionAck", completionId: 1 },
      /propose run completion ack is not/,
    ],
    [
      "an empty suspension",
      {
        _tag: "Suspension",
        waitingOn: { _tag: "AnyOf", completions: [], signals: [], namedSignals: [] },
      },
      /without saying what it waits for/,
    ],
    [
      "the result of a run that it did not announce",
      { _tag: "ProposeRunCompletion", completionId: 5, result: OUTPUT.result },
      /completion 5, which is no run/,
    ],
  ];

  it.each(wrong)("sends %s", (_, message, words) => {
    const one = new RecordedAttempt().opened();
    one.hear(message);
    expectFault(one, "RT0012", words);
  });

  it("sends Start", () => {
    const one = new RecordedAttempt().opened();
    const { start } = one.attempt.plan;
    one.attempt.bytes(encodeFrame(MessageType.Start, encodeMessage(start)), one.nowMs);
    expectFault(one, "RT0012", /start is not for an endpoint to send/);
  });

  it("sends a message of unknown type, whatever its range", () => {
    for (const type of [0x0008, 0x040f, 0x7fff, 0x8111, 0xfc01]) {
      const one = new RecordedAttempt().opened();
      one.attempt.bytes(encodeFrame(type, new Uint8Array()), one.nowMs);
      expectFault(one, "RT0012", /unknown/);
    }
  });

  it("sends a frame that is too long, of which only the header has come", () => {
    const one = new RecordedAttempt({ maxMessageBytes: 100 }).opened();
    one.attempt.bytes(Uint8Array.of(4, 3, 0, 0, 0, 0, 0, 101), one.nowMs);
    expectFault(one, "RT0012", /101 payload bytes, the limit is 100/);
  });

  it("sends a payload that is no message", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.bytes(encodeFrame(MessageType.SleepCommand, Uint8Array.of(0xff)), one.nowMs);
    expectFault(one, "RT0012", /sleep/i);
  });

  it("sends a command after its output, in this attempt or in an earlier one", () => {
    const sleep = {
      _tag: "SleepCommand",
      wakeUpTimeMs: 5,
      resultCompletionId: 1,
      name: "",
    } as const;
    const now = new RecordedAttempt().opened();
    now.hear(OUTPUT);
    now.forgetLog();
    now.hear(sleep);
    expectFault(now, "RT0012", /after its output/);
    const before = new RecordedAttempt({ replay: [INPUT, storedCommand(OUTPUT)] }).opened();
    before.hear(sleep);
    expectFault(before, "RT0012", /after its output/);
  });

  it("ends its stream without a last message", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.end();
    expectFault(one, "RT0010", /without an End, Suspension or Error/);
    const early = new RecordedAttempt();
    early.attempt.end();
    expectFault(early, "RT0010", /without an End/);
  });

  it("ends its stream inside a frame", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.bytes(encodeFrame(MessageType.SleepCommand, new Uint8Array(9)).slice(0, 12), 1_000);
    expect(one.log).toEqual([]);
    one.attempt.end();
    expectFault(one, "RT0010", /inside a frame of type 0x040c, after 4 of 9 payload bytes/);
  });

  it("breaks its stream", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.broken("connection reset");
    expectFault(one, "RT0010", /connection reset/);
  });

  it("is told nothing more once it was cut off", () => {
    const one = new RecordedAttempt().opened();
    one.attempt.cutOff();
    one.attempt.cutOff();
    one.attempt.deliver(storedVoid(MessageType.SleepNotification, 1), one.nowMs);
    one.hear({ _tag: "End" });
    expect(one.log).toEqual(["abort"]);
  });
});

describe("an attempt, whatever its endpoint sends (S-ENDPOINT-1),", () => {
  const message = fc.constantFrom<Message>(
    { _tag: "RunCommand", resultCompletionId: 1, name: "" },
    { _tag: "RunCommand", resultCompletionId: 2, name: "" },
    { _tag: "SleepCommand", wakeUpTimeMs: 9, resultCompletionId: 3, name: "" },
    { _tag: "ProposeRunCompletion", completionId: 1, result: OUTPUT.result },
    { _tag: "ProposeRunCompletion", completionId: 2, result: OUTPUT.result },
    { _tag: "CommandAck", commandIndex: 1 },
    OUTPUT,
    { _tag: "End" },
    {
      _tag: "Suspension",
      waitingOn: { _tag: "AnyOf", completions: [3], signals: [], namedSignals: [] },
    },
  );
  const sent = fc.oneof(
    { weight: 8, arbitrary: message.map((m) => encodeFrame(messageType(m), encodeMessage(m))) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 40 }) },
  );

  it("proposes only for its own invocation and epoch, and ends once, with its last word", () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 30 }), fc.nat({ max: 40 }), (chunks, size) => {
        const one = new RecordedAttempt().opened();
        const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
        const step = size + 1;
        for (let at = 0; at < bytes.length; at += step) {
          one.attempt.bytes(bytes.slice(at, at + step), one.nowMs);
        }
        one.attempt.end();
        const { id, epoch } = one.attempt.plan;
        for (const proposal of one.proposals) expect(proposal).toMatchObject({ id, epoch });
        const ends = one.log.filter((word) => word === "release" || word === "abort");
        expect(ends).toHaveLength(1);
        expect(one.log.at(-2)).toBe(ends[0]);
        expect(one.last?._tag).toMatch(/^Attempt(Suspended|Ended|Failed)$/);
        const results = one.proposals.flatMap((each) =>
          each._tag === "RunCompletionProposed" ? [each.completionId] : [],
        );
        const runs = one.proposals.flatMap((each) =>
          each._tag === "CommandProposed" && each.command._tag === "RunCommand"
            ? [each.command.resultCompletionId]
            : [],
        );
        for (const completionId of results) expect(runs).toContain(completionId);
      }),
      { numRuns: 300 },
    );
  });

  it("proposes the same however its bytes are cut", () => {
    fc.assert(
      fc.property(fc.array(sent, { maxLength: 12 }), fc.nat({ max: 20 }), (chunks, size) => {
        const whole = new RecordedAttempt().opened();
        const cut = new RecordedAttempt().opened();
        const bytes = Uint8Array.from(chunks.flatMap((chunk) => [...chunk]));
        whole.attempt.bytes(bytes, 1_000);
        for (let at = 0; at < bytes.length; at += size + 1) {
          cut.attempt.bytes(bytes.slice(at, at + size + 1), 1_000);
        }
        whole.attempt.end();
        cut.attempt.end();
        expect(cut.proposals).toEqual(whole.proposals);
        expect(cut.log).toEqual(whole.log);
      }),
    );
  });
});

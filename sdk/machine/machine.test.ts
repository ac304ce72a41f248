import {
  type Command,
  decodeMessage,
  encodeMessageFrame,
  encodeUtf8,
  FrameReader,
  type InvocationId,
  type Message,
  MessageType,
  type Notification,
  type NotificationResult,
  type StateEntry,
  VOID,
} from "@holdfast/core";
import { describe, expect, it } from "vitest";
import {
  AttemptClosed,
  awakeable,
  call,
  clearAllState,
  failRun,
  getState,
  getStateKeys,
  Machine,
  output,
  progress,
  proposeRun,
  run,
  setState,
  sleep,
} from "./index.ts";
import { completionHandle, signalHandle } from "./handle.ts";

const ID = "00".repeat(24) as InvocationId;
const CALLEE = {
  service: "Svc",
  handler: "do",
  key: "",
  parameter: encodeUtf8("p"),
  headers: [],
  idempotencyKey: null,
  name: "",
};
const INPUT: Command = { _tag: "InputCommand", headers: [], value: encodeUtf8("in"), name: "" };

interface Setting {
  readonly journal?: readonly Message[];
  readonly state?: readonly StateEntry[];
  readonly partialState?: boolean;
}

/** A machine that has received Start and a journal. */
function machineWith({ journal = [], state = [], partialState = false }: Setting = {}): Machine {
  const machine = new Machine();
  machine.receive(
    encodeMessageFrame({
      _tag: "Start",
      invocationId: ID,
      debugId: "inv_1",
      knownEntries: journal.length + 1,
      state,
      partialState,
      key: "",
      retryCountSinceLastStoredEntry: 0,
      durationSinceLastStoredEntryMs: 0,
      randomSeed: 7n,
      scope: null,
      limitKey: null,
      idempotencyKey: null,
    }),
  );
  for (const message of [INPUT, ...journal]) machine.receive(encodeMessageFrame(message));
  machine.input();
  return machine;
}

function completion(completionId: number, type: number, result: NotificationResult): Notification {
  return { _tag: "Notification", type, id: { _tag: "Completion", completionId }, result };
}

function signalled(index: number): Notification {
  const id = { _tag: "Signal", index } as const;
  return { _tag: "Notification", type: MessageType.SignalNotification, id, result: VOID };
}

function value(text: string): NotificationResult {
  return { _tag: "Value", value: encodeUtf8(text) };
}

function sleepCommand(resultCompletionId: number, wakeUpTimeMs = 1, name = ""): Command {
  return { _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId, name };
}

function runCommand(resultCompletionId: number, name: string): Command {
  return { _tag: "RunCommand", resultCompletionId, name };
}

/** What a machine sent, decoded. */
function sent(machine: Machine): readonly Message[] {
  const reader = new FrameReader();
  for (const bytes of machine.takeOutput()) reader.push(bytes);
  const messages: Message[] = [];
  for (let frame = reader.next(); frame?._tag === "Frame"; frame = reader.next()) {
    const message = decodeMessage(frame.type, frame.payload);
    if (message._tag === "DecodeFailure") throw new Error(message.reason);
    messages.push(message);
  }
  return messages;
}

describe("phases", () => {
  it("waits until every known entry is in, wherever the bytes are cut", () => {
    const whole = encodeMessageFrame(INPUT);
    const machine = new Machine();
    const start = machineWith().start;
    for (const byte of encodeMessageFrame({ ...start, knownEntries: 2 })) {
      machine.receive(Uint8Array.of(byte));
    }
    machine.receive(whole);
    expect(machine.phase).toBe("WaitingStart");
    expect(progress(machine, [completionHandle(1)])).toEqual({ _tag: "Wait" });
    machine.receive(encodeMessageFrame(sleepCommand(1)));
    expect(machine.phase).toBe("Replaying");
    machine.input();
    sleep(machine, 99);
    expect(machine.phase).toBe("Processing");
  });

  it("refuses a journal that does not begin with Start, and says so to the server", () => {
    const machine = new Machine();
    machine.receive(encodeMessageFrame(INPUT));
    expect(machine.closedBy).toBe("Failed");
    expect(sent(machine)).toMatchObject([{ _tag: "Error", code: 571 }]);
  });

  it("gives up silently when the input ends before the journal is in", () => {
    const machine = new Machine();
    machine.closeInput();
    expect(machine.phase).toBe("Closed");
    expect(sent(machine)).toEqual([]);
  });

  it("sends nothing once it was abandoned", () => {
    const machine = machineWith();
    sleep(machine, 1);
    machine.abandon();
    expect(sent(machine)).toEqual([]);
    expect(() => sleep(machine, 1)).toThrow(AttemptClosed);
  });
});

describe("commands", () => {
  it("numbers completions from 1 in program order, two for a call, and awakeables from 17", () => {
    const machine = machineWith();
    sleep(machine, 50);
    const handles = call(machine, CALLEE);
    run(machine, "r");
    const first = awakeable(machine);
    expect(handles).toEqual({ invocationId: completionHandle(2), result: completionHandle(3) });
    expect(first.handle).toBe(signalHandle(17));
    expect(first.id.startsWith("sign_1")).toBe(true);
    expect(awakeable(machine).handle).toBe(signalHandle(18));
    expect(sent(machine)).toMatchObject([
      { _tag: "SleepCommand", wakeUpTimeMs: 50, resultCompletionId: 1 },
      { _tag: "CallCommand", invocationIdCompletionId: 2, resultCompletionId: 3 },
      { _tag: "RunCommand", resultCompletionId: 4, name: "r" },
    ]);
  });

  it("sends nothing for what the journal holds, and only that", () => {
    const machine = machineWith({ journal: [sleepCommand(1, 123)] });
    sleep(machine, 456);
    expect(sent(machine)).toEqual([]);
    sleep(machine, 789);
    expect(sent(machine)).toMatchObject([{ wakeUpTimeMs: 789, resultCompletionId: 2 }]);
  });

  it("ends with Output and End; a stored output is not sent again", () => {
    const result = { _tag: "Value", value: encodeUtf8("out") } as const;
    const machine = machineWith();
    output(machine, result);
    expect(sent(machine)).toMatchObject([{ _tag: "OutputCommand", result }, { _tag: "End" }]);
    const again = machineWith({ journal: [{ _tag: "OutputCommand", result, name: "" }] });
    output(again, { _tag: "Value", value: encodeUtf8("other") });
    expect(sent(again)).toEqual([{ _tag: "End" }]);
  });
});

describe("mismatch", () => {
  it("names index, both commands and their names when the kind differs", () => {
    const machine = machineWith({ journal: [sleepCommand(1), sleepCommand(2, 1, "nap")] });
    sleep(machine, 1);
    expect(() => call(machine, CALLEE)).toThrow(AttemptClosed);
    const [error] = sent(machine);
    expect(error).toMatchObject({
      _tag: "Error",
      code: 570,
      relatedCommandIndex: 2,
      relatedCommandName: "nap",
      relatedCommandType: MessageType.SleepCommand,
    });
    expect((error as { message: string }).message).toMatch(
      /^journal mismatch at command 2: the handler issues call to Svc\/do, the journal holds sleep 'nap'\. /,
    );
    expect(machine.phase).toBe("Closed");
  });

  it("names the field that differs", () => {
    const machine = machineWith({ journal: [runCommand(1, "old")] });
    expect(() => run(machine, "new")).toThrow(AttemptClosed);
    const [error] = sent(machine);
    expect((error as { message: string }).message).toContain(
      `run 'new' has name = "new", the journal holds "old"`,
    );
  });

  it("compares payloads byte by byte", () => {
    const set = (text: string): Command => ({
      _tag: "SetStateCommand",
      key: encodeUtf8("k"),
      value: encodeUtf8(text),
      name: "",
    });
    const same = machineWith({ journal: [set("abc")] });
    setState(same, encodeUtf8("k"), encodeUtf8("abc"));
    expect(same.phase).toBe("Processing");
    const other = machineWith({ journal: [set("abc")] });
    expect(() => setState(other, encodeUtf8("k"), encodeUtf8("abd"))).toThrow(AttemptClosed);
  });

  it("finds a wait that the journal shows was never made", () => {
    const machine = machineWith({ journal: [sleepCommand(1), sleepCommand(2)] });
    expect(progress(machine, [sleep(machine, 1)])).toEqual({ _tag: "Closed" });
    const [error] = sent(machine);
    expect(error).toMatchObject({ _tag: "Error", code: 570, relatedCommandIndex: 2 });
    expect((error as { message: string }).message).toContain("the handler waits for c1");
  });
});

describe("waiting", () => {
  it("lets notifications through one at a time, in stored order", () => {
    const machine = machineWith({
      journal: [
        sleepCommand(1),
        sleepCommand(2),
        completion(2, MessageType.SleepNotification, VOID),
        completion(1, MessageType.SleepNotification, VOID),
      ],
    });
    const both = [sleep(machine, 1), sleep(machine, 1)];
    expect(progress(machine, both)).toEqual({ _tag: "Ready", handle: completionHandle(2) });
    expect(machine.result(completionHandle(1))).toBeUndefined();
    expect(progress(machine, [completionHandle(1)])).toEqual({
      _tag: "Ready",
      handle: completionHandle(1),
    });
  });

  it("suspends on what is awaited and the cancel signal, once the input is closed", () => {
    const machine = machineWith();
    const handles = [sleep(machine, 1), awakeable(machine).handle];
    expect(progress(machine, handles)).toEqual({ _tag: "Wait" });
    machine.closeInput();
    expect(progress(machine, handles)).toEqual({ _tag: "Closed" });
    expect(machine.closedBy).toBe("Suspended");
    expect(sent(machine)[1]).toEqual({
      _tag: "Suspension",
      waitingOn: { _tag: "AnyOf", completions: [1], signals: [17, 1], namedSignals: [] },
    });
  });

  it("goes on with what is there before it suspends", () => {
    const machine = machineWith();
    const handle = sleep(machine, 1);
    machine.receive(encodeMessageFrame(completion(1, MessageType.SleepNotification, VOID)));
    machine.closeInput();
    expect(progress(machine, [handle])).toEqual({ _tag: "Ready", handle });
  });
});

describe("runs", () => {
  it("executes one that has no result, proposes it, and takes what comes back", () => {
    const machine = machineWith();
    const handle = run(machine, "side");
    expect(progress(machine, [handle])).toEqual({ _tag: "ExecuteRun", handle });
    machine.closeInput();
    expect(progress(machine, [handle])).toEqual({ _tag: "Wait" });
    proposeRun(machine, handle, { _tag: "Value", value: encodeUtf8("x") });
    expect(progress(machine, [handle])).toEqual({ _tag: "Closed" });
    expect(sent(machine)).toMatchObject([
      { _tag: "RunCommand", resultCompletionId: 1 },
      { _tag: "ProposeRunCompletion", completionId: 1 },
      { _tag: "Suspension", waitingOn: { completions: [1], signals: [1] } },
    ]);
  });

  it("does not execute one whose result is in the journal", () => {
    const machine = machineWith({
      journal: [runCommand(1, "side"), completion(1, MessageType.RunNotification, value("x"))],
    });
    const handle = run(machine, "side");
    expect(progress(machine, [handle])).toEqual({ _tag: "Ready", handle });
    expect(machine.result(handle)).toEqual(value("x"));
  });

  it("fails the attempt with the run's own command and delay", () => {
    const machine = machineWith();
    const handle = run(machine, "rr");
    progress(machine, [handle]);
    failRun(machine, handle, { code: 500, message: "no", nextRetryDelayMs: 100 });
    expect(sent(machine)[1]).toMatchObject({
      _tag: "Error",
      relatedCommandIndex: 1,
      relatedCommandName: "rr",
      relatedCommandType: MessageType.RunCommand,
      nextRetryDelayMs: 100,
      behavior: "Retry",
    });
  });
});

describe("state", () => {
  const x = encodeUtf8("x");
  const entry = { key: x, value: encodeUtf8("1") };

  it("answers from what came with Start, and from its own writes", () => {
    const machine = machineWith({ state: [entry] });
    expect(getState(machine, x)).toEqual({ _tag: "Known", value: encodeUtf8("1") });
    setState(machine, x, encodeUtf8("2"));
    expect(getState(machine, x)).toEqual({ _tag: "Known", value: encodeUtf8("2") });
    expect(getStateKeys(machine)).toEqual({ _tag: "Known", keys: [x] });
    clearAllState(machine);
    expect(getState(machine, x)).toEqual({ _tag: "Known", value: null });
    expect(sent(machine).map(({ _tag }) => _tag)).toEqual([
      "GetEagerStateCommand",
      "SetStateCommand",
      "GetEagerStateCommand",
      "GetEagerStateKeysCommand",
      "ClearAllStateCommand",
      "GetEagerStateCommand",
    ]);
  });

  it("asks the server where the state is partial", () => {
    const machine = machineWith({ partialState: true });
    expect(getState(machine, x)).toEqual({ _tag: "Asked", handle: completionHandle(1) });
    expect(getStateKeys(machine)).toEqual({ _tag: "Asked", handle: completionHandle(2) });
  });

  it("reads in a replay what was read before, whatever the state is now", () => {
    const read = (text: string): Command => ({
      _tag: "GetEagerStateCommand",
      key: x,
      result: { _tag: "Value", value: encodeUtf8(text) },
      name: "",
    });
    const eager = machineWith({ journal: [read("old")], state: [entry] });
    expect(getState(eager, x)).toEqual({ _tag: "Known", value: encodeUtf8("old") });
    const lazy = machineWith({
      journal: [
        { _tag: "GetLazyStateCommand", key: x, resultCompletionId: 1, name: "" },
        completion(1, MessageType.GetLazyStateNotification, VOID),
      ],
      state: [entry],
    });
    expect(getState(lazy, x)).toEqual({ _tag: "Asked", handle: completionHandle(1) });
  });
});

describe("cancel", () => {
  const invocationId = completion(1, MessageType.CallInvocationIdNotification, {
    _tag: "InvocationId",
    invocationId: "inv_1child",
  });

  it("passes the signal on to callees in flight, then tells the handler once", () => {
    const machine = machineWith();
    const { result } = call(machine, CALLEE);
    machine.receive(encodeMessageFrame(signalled(1)));
    expect(progress(machine, [result])).toEqual({ _tag: "Wait" });
    machine.receive(encodeMessageFrame(invocationId));
    expect(progress(machine, [result])).toEqual({ _tag: "Cancelled" });
    expect(sent(machine)[1]).toMatchObject({
      _tag: "SendSignalCommand",
      targetInvocationId: "inv_1child",
      signal: { _tag: "Signal", index: 1 },
    });
    expect(progress(machine, [result])).toEqual({ _tag: "Wait" });
  });

  it("suspends on the callee's id alone where it is not known yet", () => {
    const machine = machineWith();
    const { result } = call(machine, CALLEE);
    machine.receive(encodeMessageFrame(signalled(1)));
    machine.closeInput();
    expect(progress(machine, [result])).toEqual({ _tag: "Closed" });
    expect(sent(machine)[1]).toMatchObject({ waitingOn: { completions: [1], signals: [] } });
  });

  it("is not waited for again after the handler was told", () => {
    const machine = machineWith({ journal: [sleepCommand(1), signalled(1)] });
    const handle = sleep(machine, 1);
    expect(progress(machine, [handle])).toEqual({ _tag: "Cancelled" });
    machine.closeInput();
    progress(machine, [handle]);
    expect(sent(machine)).toMatchObject([{ waitingOn: { completions: [1], signals: [] } }]);
  });
});

import { encodeMessageFrame, encodeUtf8, MessageType, VOID } from "@holdfast/core";
import { describe, expect, it } from "vitest";
import { completionHandle } from "./handle.ts";
import { awakeable, call, failRun, progress, proposeRun, run, sleep } from "./index.ts";
import {
  CALLEE,
  machineWith,
  completion,
  signalled,
  value,
  sleepCommand,
  runCommand,
  sent,
} from "./wire.fixture.ts";

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

import { type Command, encodeMessageFrame, encodeUtf8, MessageType } from "@holdfast/core";
import { describe, expect, it } from "vitest";
import { completionHandle, signalHandle } from "./handle.ts";
import {
  AttemptClosed,
  awakeable,
  call,
  Machine,
  output,
  progress,
  run,
  setState,
  sleep,
} from "./index.ts";
import { CALLEE, INPUT, machineWith, sleepCommand, runCommand, sent } from "./wire.fixture.ts";

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

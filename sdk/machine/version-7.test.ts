import {
  decodeMessage,
  encodeMessageFrame,
  FrameReader,
  MessageType,
  REQUESTED_ACK_FLAG,
  VOID,
} from "@holdfast/core";
import { describe, expect, it } from "vitest";
import { awakeable, progress, proposeRun, run, sleep } from "./index.ts";
import { completion, machineWith, sent, value } from "./wire.fixture.ts";

describe("a machine on version 7", () => {
  it("asks for an acknowledgement of a run, and sees its result in the place of that", () => {
    const machine = machineWith({ version: 7 });
    const handles = [run(machine, "side"), sleep(machine, 1)];
    const [ran] = handles;
    if (ran === undefined) throw new Error("no handle");
    progress(machine, handles);
    machine.takeOutput();
    proposeRun(machine, ran, { _tag: "Value", value: Uint8Array.of(5) });
    const frames = new FrameReader();
    for (const bytes of machine.takeOutput()) frames.push(bytes);
    const frame = frames.next();
    if (frame?._tag !== "Frame") throw new Error("no frame");
    expect(frame.flags).toBe(REQUESTED_ACK_FLAG);
    expect(decodeMessage(frame.type, frame.payload)).toMatchObject({ completionId: 1 });

    const slept = completion(2, MessageType.SleepNotification, VOID);
    machine.receive(encodeMessageFrame(slept));
    const ack = { _tag: "ProposeRunCompletionAck", completionId: 1 } as const;
    machine.receive(encodeMessageFrame(ack));
    expect(progress(machine, handles)).toEqual({ _tag: "Ready", handle: handles[1] });
    expect(machine.result(ran)).toBeUndefined();
    expect(progress(machine, [ran])).toEqual({ _tag: "Ready", handle: ran });
    expect(machine.result(ran)).toEqual({ _tag: "Value", value: Uint8Array.of(5) });
  });

  it("fails where a run is acknowledged that it did not propose", () => {
    const machine = machineWith({ version: 7 });
    const ack = { _tag: "ProposeRunCompletionAck", completionId: 9 } as const;
    machine.receive(encodeMessageFrame(ack));
    expect(sent(machine)).toMatchObject([{ _tag: "Error", code: 571 }]);
  });

  it("hints at what it awaits while its input is open, once, and suspends on the same", () => {
    const machine = machineWith({ version: 7 });
    const [a, b] = [sleep(machine, 1), awakeable(machine).handle];
    const group = { combinator: "AllCompleted", handles: [a, b], nested: [] } as const;
    const nested = {
      waitingCompletions: [1],
      waitingSignals: [17],
      waitingNamedSignals: [],
      nested: [],
      combinator: "AllCompleted",
    };
    const future = {
      waitingCompletions: [],
      waitingSignals: [1],
      waitingNamedSignals: [],
      nested: [nested],
      combinator: "FirstCompleted",
    };
    expect(progress(machine, [], [group])).toEqual({ _tag: "Wait" });
    expect(progress(machine, [], [group])).toEqual({ _tag: "Wait" });
    expect(sent(machine).slice(1)).toEqual([
      { _tag: "AwaitingOn", awaitingOn: future, executingSideEffects: false },
    ]);
    machine.closeInput();
    expect(progress(machine, [], [group])).toEqual({ _tag: "Closed" });
    expect(sent(machine)).toEqual([{ _tag: "Suspension", waitingOn: { _tag: "Future", future } }]);
  });

  it("gives each part of a group as it comes", () => {
    const machine = machineWith({ version: 7 });
    const parts = [run(machine, "a"), run(machine, "b")];
    const group = { combinator: "AllCompleted", handles: parts, nested: [] } as const;
    machine.receive(encodeMessageFrame(completion(2, MessageType.RunNotification, value("b"))));
    expect(progress(machine, [], [group])).toEqual({ _tag: "Ready", handle: parts[1] });
  });
});

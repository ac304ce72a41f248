import { describe, expect, it } from "vitest";
import { invocationIdFromHex } from "../../ids/invocation-id.ts";
import { Writer } from "../protobuf/writer.ts";
import { decodeMessage } from "./decode.ts";
import { encodeMessage, encodeMessageFrame, encodeStart, messageType } from "./encode.ts";
import { MAX_FUTURE_DEPTH } from "./future.ts";
import { commandName, isCommandType, isNotificationType, MessageType } from "./message-type.ts";
import type { Message } from "./message.ts";
import { VOID } from "./result.ts";
import type { SignalId } from "./signal.ts";
import type { Start } from "./start.ts";

function reasonOf(type: number, fill?: (writer: Writer) => void): string {
  const writer = new Writer();
  fill?.(writer);
  const decoded = decodeMessage(type, writer.take());
  return decoded._tag === "DecodeFailure" ? decoded.reason : `decoded as ${decoded._tag}`;
}

const EMPTY = new Uint8Array(0);

/** Writes futures inside one another, `depth` of them, as field 1. */
function nested(depth: number, field = 1): (writer: Writer) => void {
  return (writer) => {
    const start = writer.begin(field);
    if (depth > 1) nested(depth - 1, 4)(writer);
    writer.end(start);
  };
}

/** Each message whose absence of a field has no meaning, and how that is said. */
const REQUIRED: readonly (readonly [keyof typeof MessageType, string])[] = [
  ["Start", "Start: id: has 0 bytes, expected 24 (at byte 0)"],
  ["ProposeRunCompletion", "ProposeRunCompletion: result_completion_id: is missing or 0"],
  ["AwaitingOn", "AwaitingOn: awaiting_on: is missing"],
  ["ProposeRunCompletionAck", "ProposeRunCompletionAck: completion_id: is missing or 0"],
  ["InputCommand", "InputCommand: value: is missing"],
  ["OutputCommand", "OutputCommand: result: has neither value nor failure"],
  ["GetLazyStateCommand", "GetLazyStateCommand: result_completion_id: is missing or 0"],
  ["SetStateCommand", "SetStateCommand: value: is missing"],
  ["GetLazyStateKeysCommand", "GetLazyStateKeysCommand: result_completion_id: is missing or 0"],
  ["GetEagerStateCommand", "GetEagerStateCommand: result: has neither void nor value"],
  ["GetEagerStateKeysCommand", "GetEagerStateKeysCommand: value: is missing"],
  ["GetPromiseCommand", "GetPromiseCommand: result_completion_id: is missing or 0"],
  ["PeekPromiseCommand", "PeekPromiseCommand: result_completion_id: is missing or 0"],
  ["CompletePromiseCommand", "CompletePromiseCommand: completion: has neither value nor failure"],
  ["SleepCommand", "SleepCommand: result_completion_id: is missing or 0"],
  ["CallCommand", "CallCommand: invocation_id_notification_idx: is missing or 0"],
  ["OneWayCallCommand", "OneWayCallCommand: invocation_id_notification_idx: is missing or 0"],
  ["SendSignalCommand", "SendSignalCommand: signal_id: has neither idx nor name"],
  ["RunCommand", "RunCommand: result_completion_id: is missing or 0"],
  ["AttachInvocationCommand", "AttachInvocationCommand: target: is missing"],
  ["GetInvocationOutputCommand", "GetInvocationOutputCommand: target: is missing"],
  ["CompleteAwakeableCommand", "CompleteAwakeableCommand: result: has neither value nor failure"],
  ["RunNotification", "RunNotification: id: has neither completion_id, idx nor name"],
  ["SignalNotification", "SignalNotification: id: has neither completion_id, idx nor name"],
];

function completion(writer: Writer): void {
  writer.uint32(1, 3);
  writer.bytesMessage(4, EMPTY);
}

function signal(writer: Writer): void {
  writer.uint32Always(2, 17);
  writer.bytesMessage(4, EMPTY);
}

describe("decodeMessage", () => {
  it.each(REQUIRED)("refuses an empty %s", (name, reason) => {
    expect(reasonOf(MessageType[name])).toContain(reason);
  });

  it.each([
    ["ProposeRunCompletion", [1]],
    ["CallCommand", [10]],
    ["AttachInvocationCommand", []],
    ["CompletePromiseCommand", []],
    ["SendSignalCommand", [2]],
    ["RunNotification", [1]],
  ] as const)("refuses a %s that has only the first of its required fields", (name, uint32s) => {
    const reason = reasonOf(MessageType[name], (writer) => {
      for (const field of uint32s) writer.uint32(field, 1);
      if (uint32s.length === 0)
        writer.bytesMessage(name === "CompletePromiseCommand" ? 2 : 4, EMPTY);
    });
    expect(reason).toMatch(/: (result|result_completion_id): (is missing|has neither)/);
  });
  it("reads what may be empty", () => {
    for (const name of [
      "End",
      "CommandAck",
      "ClearAllStateCommand",
      "ClearStateCommand",
    ] as const) {
      expect(decodeMessage(MessageType[name], EMPTY)._tag).toBe(name);
    }
    expect(decodeMessage(MessageType.Suspension, EMPTY)).toEqual({
      _tag: "Suspension",
      waitingOn: { _tag: "AnyOf", completions: [], signals: [], namedSignals: [] },
    });
  });

  it("tells a signal's notification from a completion's", () => {
    expect(reasonOf(MessageType.SleepNotification, completion)).toBe("decoded as Notification");
    expect(reasonOf(MessageType.SignalNotification, signal)).toBe("decoded as Notification");
    expect(reasonOf(MessageType.SignalNotification, completion)).toContain("not that of a signal");
    expect(reasonOf(MessageType.SleepNotification, signal)).toContain("completion_id: is missing");
  });

  it("refuses completion 0, and keeps signal 0 and a signal without letters", () => {
    const zero = reasonOf(MessageType.RunNotification, (writer) => {
      writer.uint32Always(1, 0);
      writer.bytesMessage(4, EMPTY);
    });
    expect(zero).toContain("RunNotification: completion_id: is missing or 0");
    const signals: SignalId[] = [
      { _tag: "Signal", index: 0 },
      { _tag: "NamedSignal", name: "" },
    ];
    for (const id of signals) {
      const type = MessageType.SignalNotification;
      const notification: Message = { _tag: "Notification", type, id, result: VOID };
      expect(decodeMessage(type, encodeMessage(notification))).toEqual(notification);
      const command: Message = {
        _tag: "SendSignalCommand",
        targetInvocationId: "",
        signal: id,
        result: VOID,
        name: "",
      };
      expect(decodeMessage(messageType(command), encodeMessage(command))).toEqual(command);
    }
  });

  it("refuses types nobody knows", () => {
    for (const type of [0x0008, 0x040f, 0x0415, 0x8000, 0xfc00, 0xffff]) {
      const hex = `0x${type.toString(16).padStart(4, "0")}`;
      expect(reasonOf(type)).toBe(`message type ${hex} is unknown`);
    }
  });

  it("names the field of a time beyond 2^53", () => {
    const reason = reasonOf(MessageType.SleepCommand, (writer) => {
      writer.uint64Bits(1, 2n ** 64n - 1n);
      writer.uint32(11, 1);
    });
    expect(reason).toBe("SleepCommand: wake_up_time: is larger than 2^53 - 1 (at byte 11)");
  });

  it("takes a future as deep as the limit and no deeper", () => {
    expect(reasonOf(MessageType.AwaitingOn, nested(MAX_FUTURE_DEPTH + 1))).toBe(
      "decoded as AwaitingOn",
    );
    expect(reasonOf(MessageType.AwaitingOn, nested(MAX_FUTURE_DEPTH + 2))).toContain(
      "Future.nested_futures: is nested more than 1000 deep",
    );
  });

  it("reads enum cases of the future as the default", () => {
    const error = new Writer();
    error.uint32(9, 77);
    expect(decodeMessage(MessageType.Error, error.take())).toMatchObject({ behavior: "Retry" });
    error.uint32(9, 1);
    expect(decodeMessage(MessageType.Error, error.take())).toMatchObject({ behavior: "Pause" });
  });

  it("passes over fields of a later version", () => {
    const writer = new Writer();
    writer.string(3, "new");
    writer.uint32(11, 9);
    writer.string(12, "side");
    writer.uint64Bits(500, 2n ** 64n - 1n);
    expect(decodeMessage(MessageType.RunCommand, writer.take())).toEqual({
      _tag: "RunCommand",
      resultCompletionId: 9,
      name: "side",
    });
  });

  it("gives long bytes as views of the payload", () => {
    const value = new Uint8Array(100).fill(3);
    const payload = encodeMessage({
      _tag: "OutputCommand",
      result: { _tag: "Value", value },
      name: "",
    });
    const decoded = decodeMessage(MessageType.OutputCommand, payload);
    if (decoded._tag !== "OutputCommand" || decoded.result._tag !== "Value") throw new Error("no");
    expect(decoded.result.value).toEqual(value);
    expect(decoded.result.value.buffer).toBe(payload.buffer);
  });
});

describe("Start", () => {
  const invocationId = invocationIdFromHex("5164c775648d211bfc1b0e11991cc94920918243914fad60");
  if (invocationId === null) throw new Error("the id of this test is not one");
  const start: Start = {
    _tag: "Start",
    invocationId,
    debugId: "inv_12kpUQONmeFb2WqsVOkAjH4phS34cOyIC8",
    knownEntries: 1,
    state: [{ key: Uint8Array.of(1), value: new Uint8Array(0) }],
    partialState: true,
    key: "k",
    retryCountSinceLastStoredEntry: 2,
    durationSinceLastStoredEntryMs: 3,
    randomSeed: 2n ** 64n - 1n,
    scope: "s",
    limitKey: "",
    idempotencyKey: "i",
  };
  const v6: Start = { ...start, scope: null, limitKey: null, idempotencyKey: null };

  it("has the fields of its version", () => {
    const read = (version: 5 | 6 | 7): unknown => decodeMessage(0, encodeStart(start, version));
    expect(read(7)).toEqual(start);
    expect(read(6)).toEqual(v6);
    expect(read(5)).toEqual({ ...v6, randomSeed: 0n });
    expect(encodeMessage(start)).toEqual(encodeStart(start, 7));
  });
});

describe("message types", () => {
  it("fall into control, commands and notifications", () => {
    for (const [name, type] of Object.entries(MessageType)) {
      expect(isCommandType(type)).toBe(name.endsWith("Command"));
      expect(isNotificationType(type)).toBe(name.endsWith("Notification"));
      expect(commandName(type)).not.toContain("unknown");
    }
    expect(isCommandType(0x0400) && isCommandType(0x7fff)).toBe(true);
    expect(isCommandType(0x03ff) || isCommandType(0x8000)).toBe(false);
    expect(isNotificationType(0x8000) && !isNotificationType(0xfc00)).toBe(true);
    expect(commandName(0x0411)).toBe("run");
    expect(commandName(0x0abc)).toBe("unknown message type 0x0abc");
  });

  it("head the frame of a message", () => {
    const run = { _tag: "RunCommand", resultCompletionId: 1, name: "" } as const;
    expect(messageType(run)).toBe(0x0411);
    expect([...encodeMessageFrame(run, 0x8000)]).toEqual([4, 0x11, 0x80, 0, 0, 0, 0, 2, 0x58, 1]);
  });
});

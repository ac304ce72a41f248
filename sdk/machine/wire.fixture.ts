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
  type ProtocolVersion,
  type StateEntry,
  VOID,
} from "@holdfast/core";
import { Machine } from "./index.ts";

const ID = "00".repeat(24) as InvocationId;
export const CALLEE = {
  service: "Svc",
  handler: "do",
  key: "",
  parameter: encodeUtf8("p"),
  headers: [],
  idempotencyKey: null,
  name: "",
};
export const INPUT: Command = {
  _tag: "InputCommand",
  headers: [],
  value: encodeUtf8("in"),
  name: "",
};

interface Setting {
  readonly journal?: readonly Message[];
  readonly state?: readonly StateEntry[];
  readonly partialState?: boolean;
  readonly version?: ProtocolVersion;
}

/** A machine that has received Start and a journal. */
export function machineWith({
  journal = [],
  state = [],
  partialState = false,
  version = 6,
}: Setting = {}): Machine {
  const machine = new Machine(version);
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

export function completion(
  completionId: number,
  type: number,
  result: NotificationResult,
): Notification {
  return { _tag: "Notification", type, id: { _tag: "Completion", completionId }, result };
}

export function signalled(index: number): Notification {
  const id = { _tag: "Signal", index } as const;
  return { _tag: "Notification", type: MessageType.SignalNotification, id, result: VOID };
}

export function value(text: string): NotificationResult {
  return { _tag: "Value", value: encodeUtf8(text) };
}

export function sleepCommand(resultCompletionId: number, wakeUpTimeMs = 1, name = ""): Command {
  return { _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId, name };
}

export function runCommand(resultCompletionId: number, name: string): Command {
  return { _tag: "RunCommand", resultCompletionId, name };
}

/** What a machine sent, decoded. */
export function sent(machine: Machine): readonly Message[] {
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

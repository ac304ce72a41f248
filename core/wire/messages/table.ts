import { attachInvocationCodec, getInvocationOutputCodec } from "./attach.ts";
import { completeAwakeableCodec } from "./awakeable.ts";
import { callCodec } from "./call.ts";
import type { Codec } from "./codec.ts";
import {
  awaitingOnCodec,
  commandAckCodec,
  endCodec,
  proposeRunCompletionAckCodec,
  proposeRunCompletionCodec,
} from "./control.ts";
import { getEagerStateCodec } from "./eager-state.ts";
import { errorCodec } from "./error.ts";
import { inputCodec, outputCodec } from "./input-output.ts";
import type { Message } from "./message.ts";
import { MessageType } from "./message-type.ts";
import { notificationCodec } from "./notification.ts";
import { oneWayCallCodec } from "./one-way-call.ts";
import { completePromiseCodec, getPromiseCodec, peekPromiseCodec } from "./promise.ts";
import { runCodec } from "./run.ts";
import { sendSignalCodec } from "./signal.ts";
import { sleepCodec } from "./sleep.ts";
import { startCodec } from "./start.ts";
import { clearAllStateCodec, clearStateCodec, getLazyStateCodec, setStateCodec } from "./state.ts";
import { getEagerStateKeysCodec, getLazyStateKeysCodec } from "./state-keys.ts";
import { suspensionCodec } from "./suspension.ts";

/**
 * The codec of each message by its tag; the type makes the table total.
 * Exists for writing; a notification writes the same whatever its type.
 */
export const codecByTag: {
  readonly [Tag in Message["_tag"]]: Codec<Extract<Message, { _tag: Tag }>>;
} = {
  Start: startCodec,
  Suspension: suspensionCodec,
  Error: errorCodec,
  End: endCodec,
  CommandAck: commandAckCodec,
  ProposeRunCompletion: proposeRunCompletionCodec,
  AwaitingOn: awaitingOnCodec,
  ProposeRunCompletionAck: proposeRunCompletionAckCodec,
  InputCommand: inputCodec,
  OutputCommand: outputCodec,
  GetLazyStateCommand: getLazyStateCodec,
  SetStateCommand: setStateCodec,
  ClearStateCommand: clearStateCodec,
  ClearAllStateCommand: clearAllStateCodec,
  GetLazyStateKeysCommand: getLazyStateKeysCodec,
  GetEagerStateCommand: getEagerStateCodec,
  GetEagerStateKeysCommand: getEagerStateKeysCodec,
  GetPromiseCommand: getPromiseCodec,
  PeekPromiseCommand: peekPromiseCodec,
  CompletePromiseCommand: completePromiseCodec,
  SleepCommand: sleepCodec,
  CallCommand: callCodec,
  OneWayCallCommand: oneWayCallCodec,
  SendSignalCommand: sendSignalCodec,
  RunCommand: runCodec,
  AttachInvocationCommand: attachInvocationCodec,
  GetInvocationOutputCommand: getInvocationOutputCodec,
  CompleteAwakeableCommand: completeAwakeableCodec,
  Notification: notificationCodec(MessageType.SignalNotification),
};

const NAME_BY_TYPE = new Map<number, string>(
  Object.entries(MessageType).map(([name, type]) => [type, name]),
);

/** The codec of each message by the number in its frame header. Exists for reading. */
export const codecByType: ReadonlyMap<number, Codec<Message>> = new Map(
  Object.values(MessageType).map((type) => [type, codecOfType(type)]),
);

/** The protocol's own name of a message type, such as "RunCommand"; for decode failures. */
export function protocolName(type: number): string {
  return NAME_BY_TYPE.get(type) ?? `message type 0x${type.toString(16).padStart(4, "0")}`;
}

function codecOfType(type: number): Codec<Message> {
  for (const codec of Object.values(codecByTag)) if (codec.type === type) return codec;
  return notificationCodec(type);
}

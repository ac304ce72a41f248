import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { readFailure, writeFailure } from "./failure.ts";
import { type Future, readFuture, writeFuture } from "./future.ts";
import { MessageType } from "./message-type.ts";
import type { ValueOrFailure } from "./result.ts";

/** The handler is done; its Output went before (wire facts 1.6). */
export interface End {
  readonly _tag: "End";
}

/** The server has stored a command that asked for an acknowledgement. */
export interface CommandAck {
  readonly _tag: "CommandAck";
  readonly commandIndex: number;
}

/** The outcome of a run, offered for storing; the value is raw bytes (wire facts 1.7). */
export interface ProposeRunCompletion {
  readonly _tag: "ProposeRunCompletion";
  readonly completionId: number;
  readonly result: ValueOrFailure;
}

/** A hint of what the SDK waits for while the stream stays open (wire facts 1.6, v7). */
export interface AwaitingOn {
  readonly _tag: "AwaitingOn";
  readonly awaitingOn: Future;
  readonly executingSideEffects: boolean;
}

/** The run outcome is stored; in its place among the notifications (wire facts 1.7, v7). */
export interface ProposeRunCompletionAck {
  readonly _tag: "ProposeRunCompletionAck";
  readonly completionId: number;
}

/** Writes and reads End, which has no fields. */
export const endCodec: Codec<End> = {
  type: MessageType.End,
  encode() {
    // End says everything by its type.
  },
  decode(reader) {
    while (reader.nextField()) reader.skip();
    return { _tag: "End" };
  },
};

/** Writes and reads CommandAck. */
export const commandAckCodec: Codec<CommandAck> = {
  type: MessageType.CommandAck,
  encode(writer, message) {
    writer.uint32(1, message.commandIndex);
  },
  decode(reader) {
    let commandIndex = 0;
    while (reader.nextField()) {
      if (reader.field === 1) commandIndex = reader.uint32("command_index");
      else reader.skip();
    }
    return { _tag: "CommandAck", commandIndex };
  },
};

/** Writes and reads ProposeRunCompletion. */
export const proposeRunCompletionCodec: Codec<ProposeRunCompletion> = {
  type: MessageType.ProposeRunCompletion,
  encode(writer, { completionId, result }) {
    writer.uint32(1, completionId);
    if (result._tag === "Value") writer.bytesAlways(14, result.value);
    else writeFailure(writer, 15, result.failure);
  },
  decode: readProposeRunCompletion,
};

function readProposeRunCompletion(reader: Reader): ProposeRunCompletion | null {
  let completionId = 0;
  let result: ValueOrFailure | null = null;
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        completionId = reader.uint32("result_completion_id");
        break;
      case 14:
        result = { _tag: "Value", value: reader.bytes("value") };
        break;
      case 15:
        result = { _tag: "Failure", failure: readFailure(reader, "failure") };
        break;
      default:
        reader.skip();
    }
  }
  if (completionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
  if (result === null) return reader.refuse("result", "has neither value nor failure");
  return { _tag: "ProposeRunCompletion", completionId, result };
}

/** Writes and reads AwaitingOn. */
export const awaitingOnCodec: Codec<AwaitingOn> = {
  type: MessageType.AwaitingOn,
  encode(writer, message) {
    writeFuture(writer, 1, message.awaitingOn);
    writer.bool(2, message.executingSideEffects);
  },
  decode(reader) {
    let awaitingOn: Future | null = null;
    let executingSideEffects = false;
    while (reader.nextField()) {
      if (reader.field === 1) awaitingOn = readFuture(reader, "awaiting_on");
      else if (reader.field === 2) executingSideEffects = reader.bool("executing_side_effects");
      else reader.skip();
    }
    if (awaitingOn === null) return reader.refuse("awaiting_on", "is missing");
    return { _tag: "AwaitingOn", awaitingOn, executingSideEffects };
  },
};

/** Writes and reads ProposeRunCompletionAck. */
export const proposeRunCompletionAckCodec: Codec<ProposeRunCompletionAck> = {
  type: MessageType.ProposeRunCompletionAck,
  encode(writer, message) {
    writer.uint32(1, message.completionId);
  },
  decode(reader) {
    let completionId = 0;
    while (reader.nextField()) {
      if (reader.field === 1) completionId = reader.uint32("completion_id");
      else reader.skip();
    }
    if (completionId === 0) return reader.refuse("completion_id", "is missing or 0");
    return { _tag: "ProposeRunCompletionAck", completionId };
  },
};

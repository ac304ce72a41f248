import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { readFailure } from "./failure.ts";
import { MessageType } from "./message-type.ts";
import { readValue, type ValueOrFailure, writeValueOrFailure } from "./result.ts";

/** Waits for a durable promise of the workflow (wire facts 5.5). */
export interface GetPromiseCommand {
  readonly _tag: "GetPromiseCommand";
  readonly key: string;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Looks at a durable promise without waiting (wire facts 5.5). */
export interface PeekPromiseCommand {
  readonly _tag: "PeekPromiseCommand";
  readonly key: string;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Completes a durable promise; the first completion wins (wire facts 5.5). */
export interface CompletePromiseCommand {
  readonly _tag: "CompletePromiseCommand";
  readonly key: string;
  readonly completion: ValueOrFailure;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Writes and reads GetPromise. */
export const getPromiseCodec: Codec<GetPromiseCommand> = {
  type: MessageType.GetPromiseCommand,
  encode(writer, message) {
    writer.string(1, message.key);
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode: (reader) => readPromiseQuestion(reader, "GetPromiseCommand"),
};

/** Writes and reads PeekPromise. */
export const peekPromiseCodec: Codec<PeekPromiseCommand> = {
  type: MessageType.PeekPromiseCommand,
  encode(writer, message) {
    writer.string(1, message.key);
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode: (reader) => readPromiseQuestion(reader, "PeekPromiseCommand"),
};

/** Writes and reads CompletePromise. */
export const completePromiseCodec: Codec<CompletePromiseCommand> = {
  type: MessageType.CompletePromiseCommand,
  encode(writer, message) {
    writer.string(1, message.key);
    writeValueOrFailure(writer, 2, 3, message.completion);
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode: readCompletePromise,
};

function readPromiseQuestion<T extends "GetPromiseCommand" | "PeekPromiseCommand">(
  reader: Reader,
  tag: T,
): { _tag: T; key: string; resultCompletionId: number; name: string } | null {
  let key = "";
  let resultCompletionId = 0;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        key = reader.string("key");
        break;
      case 11:
        resultCompletionId = reader.uint32("result_completion_id");
        break;
      case 12:
        name = reader.string("name");
        break;
      default:
        reader.skip();
    }
  }
  if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
  return { _tag: tag, key, resultCompletionId, name };
}

function readCompletePromise(reader: Reader): CompletePromiseCommand | null {
  let key = "";
  let completion: ValueOrFailure | null = null;
  let resultCompletionId = 0;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        key = reader.string("key");
        break;
      case 2:
        completion = { _tag: "Value", value: readValue(reader, "completion_value") };
        break;
      case 3:
        completion = { _tag: "Failure", failure: readFailure(reader, "completion_failure") };
        break;
      case 11:
        resultCompletionId = reader.uint32("result_completion_id");
        break;
      case 12:
        name = reader.string("name");
        break;
      default:
        reader.skip();
    }
  }
  if (completion === null) return reader.refuse("completion", "has neither value nor failure");
  if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
  return { _tag: "CompletePromiseCommand", key, completion, resultCompletionId, name };
}

import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";
import {
  type AttachTarget,
  readIdempotentRequestTarget,
  readWorkflowTarget,
  writeAttachTarget,
} from "./attach-target.ts";
import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";

/** Waits for the result of an invocation that exists (wire facts 1.11). */
export interface AttachInvocationCommand {
  readonly _tag: "AttachInvocationCommand";
  readonly target: AttachTarget;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Asks for the result of an invocation without waiting (wire facts 1.11). */
export interface GetInvocationOutputCommand {
  readonly _tag: "GetInvocationOutputCommand";
  readonly target: AttachTarget;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Writes and reads AttachInvocation. */
export const attachInvocationCodec: Codec<AttachInvocationCommand> = {
  type: MessageType.AttachInvocationCommand,
  encode: writeAttach,
  decode: (reader) => readAttach(reader, "AttachInvocationCommand"),
};

/** Writes and reads GetInvocationOutput. */
export const getInvocationOutputCodec: Codec<GetInvocationOutputCommand> = {
  type: MessageType.GetInvocationOutputCommand,
  encode: writeAttach,
  decode: (reader) => readAttach(reader, "GetInvocationOutputCommand"),
};

function writeAttach(
  writer: Writer,
  message: AttachInvocationCommand | GetInvocationOutputCommand,
): void {
  writeAttachTarget(writer, message.target);
  writer.uint32(11, message.resultCompletionId);
  writer.string(12, message.name);
}

function readAttach<T extends "AttachInvocationCommand" | "GetInvocationOutputCommand">(
  reader: Reader,
  tag: T,
): { _tag: T; target: AttachTarget; resultCompletionId: number; name: string } | null {
  let target: AttachTarget | null = null;
  let resultCompletionId = 0;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        target = { _tag: "InvocationId", invocationId: reader.string("invocation_id") };
        break;
      case 3:
        target = readIdempotentRequestTarget(reader);
        break;
      case 4:
        target = readWorkflowTarget(reader);
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
  if (target === null) return reader.refuse("target", "is missing");
  if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
  return { _tag: tag, target, resultCompletionId, name };
}

import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { readFailure } from "./failure.ts";
import { MessageType } from "./message-type.ts";
import { readValue, type ValueOrFailure, writeValueOrFailure } from "./result.ts";

/** Completes an awakeable of any invocation, known by its `sign_1` text (wire facts 1.11). */
export interface CompleteAwakeableCommand {
  readonly _tag: "CompleteAwakeableCommand";
  readonly awakeableId: string;
  readonly result: ValueOrFailure;
  readonly name: string;
}

/** Writes and reads CompleteAwakeable. */
export const completeAwakeableCodec: Codec<CompleteAwakeableCommand> = {
  type: MessageType.CompleteAwakeableCommand,
  encode(writer, message) {
    writer.string(1, message.awakeableId);
    writeValueOrFailure(writer, 2, 3, message.result);
    writer.string(12, message.name);
  },
  decode: readCompleteAwakeable,
};

function readCompleteAwakeable(reader: Reader): CompleteAwakeableCommand | null {
  let awakeableId = "";
  let result: ValueOrFailure | null = null;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        awakeableId = reader.string("awakeable_id");
        break;
      case 2:
        result = { _tag: "Value", value: readValue(reader, "value") };
        break;
      case 3:
        result = { _tag: "Failure", failure: readFailure(reader, "failure") };
        break;
      case 12:
        name = reader.string("name");
        break;
      default:
        reader.skip();
    }
  }
  if (result === null) return reader.refuse("result", "has neither value nor failure");
  return { _tag: "CompleteAwakeableCommand", awakeableId, result, name };
}

import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";
import { readStateKeys, writeStateKeys } from "./result.ts";

/** Asks the server for the names of all keys (wire facts 1.9). */
export interface GetLazyStateKeysCommand {
  readonly _tag: "GetLazyStateKeysCommand";
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Journals the names of all keys, known to the SDK from the start (wire facts 1.9). */
export interface GetEagerStateKeysCommand {
  readonly _tag: "GetEagerStateKeysCommand";
  readonly keys: readonly Uint8Array[];
  readonly name: string;
}

/** Writes and reads GetLazyStateKeys. */
export const getLazyStateKeysCodec: Codec<GetLazyStateKeysCommand> = {
  type: MessageType.GetLazyStateKeysCommand,
  encode(writer, message) {
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode(reader) {
    let resultCompletionId = 0;
    let name = "";
    while (reader.nextField()) {
      if (reader.field === 11) resultCompletionId = reader.uint32("result_completion_id");
      else if (reader.field === 12) name = reader.string("name");
      else reader.skip();
    }
    if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
    return { _tag: "GetLazyStateKeysCommand", resultCompletionId, name };
  },
};

/** Writes and reads GetEagerStateKeys. */
export const getEagerStateKeysCodec: Codec<GetEagerStateKeysCommand> = {
  type: MessageType.GetEagerStateKeysCommand,
  encode(writer, message) {
    writer.string(12, message.name);
    writeStateKeys(writer, 14, message.keys);
  },
  decode(reader) {
    let keys: Uint8Array[] | null = null;
    let name = "";
    while (reader.nextField()) {
      if (reader.field === 12) name = reader.string("name");
      else if (reader.field === 14) keys = readStateKeys(reader, "value");
      else reader.skip();
    }
    if (keys === null) return reader.refuse("value", "is missing");
    return { _tag: "GetEagerStateKeysCommand", keys, name };
  },
};

import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";
import { EMPTY, readValue } from "./result.ts";

/** Asks the server for one key the SDK was not given at the start (wire facts 1.9). */
export interface GetLazyStateCommand {
  readonly _tag: "GetLazyStateCommand";
  readonly key: Uint8Array;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Writes one key, at once (wire facts 1.11). */
export interface SetStateCommand {
  readonly _tag: "SetStateCommand";
  readonly key: Uint8Array;
  readonly value: Uint8Array;
  readonly name: string;
}

/** Removes one key, at once (wire facts 1.11). */
export interface ClearStateCommand {
  readonly _tag: "ClearStateCommand";
  readonly key: Uint8Array;
  readonly name: string;
}

/** Removes every key, at once (wire facts 1.11). */
export interface ClearAllStateCommand {
  readonly _tag: "ClearAllStateCommand";
  readonly name: string;
}

/** Writes and reads GetLazyState. */
export const getLazyStateCodec: Codec<GetLazyStateCommand> = {
  type: MessageType.GetLazyStateCommand,
  encode(writer, message) {
    writer.bytes(1, message.key);
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode: readGetLazyState,
};

/** Writes and reads SetState. */
export const setStateCodec: Codec<SetStateCommand> = {
  type: MessageType.SetStateCommand,
  encode(writer, message) {
    writer.bytes(1, message.key);
    writer.bytesMessage(3, message.value);
    writer.string(12, message.name);
  },
  decode: readSetState,
};

/** Writes and reads ClearState. */
export const clearStateCodec: Codec<ClearStateCommand> = {
  type: MessageType.ClearStateCommand,
  encode(writer, message) {
    writer.bytes(1, message.key);
    writer.string(12, message.name);
  },
  decode(reader) {
    let key = EMPTY;
    let name = "";
    while (reader.nextField()) {
      if (reader.field === 1) key = reader.bytes("key");
      else if (reader.field === 12) name = reader.string("name");
      else reader.skip();
    }
    return { _tag: "ClearStateCommand", key, name };
  },
};

/** Writes and reads ClearAllState. */
export const clearAllStateCodec: Codec<ClearAllStateCommand> = {
  type: MessageType.ClearAllStateCommand,
  encode(writer, message) {
    writer.string(12, message.name);
  },
  decode(reader) {
    let name = "";
    while (reader.nextField()) {
      if (reader.field === 12) name = reader.string("name");
      else reader.skip();
    }
    return { _tag: "ClearAllStateCommand", name };
  },
};

function readGetLazyState(reader: Reader): GetLazyStateCommand | null {
  let key = EMPTY;
  let resultCompletionId = 0;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        key = reader.bytes("key");
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
  return { _tag: "GetLazyStateCommand", key, resultCompletionId, name };
}

function readSetState(reader: Reader): SetStateCommand | null {
  let key = EMPTY;
  let value: Uint8Array | null = null;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        key = reader.bytes("key");
        break;
      case 3:
        value = readValue(reader, "value");
        break;
      case 12:
        name = reader.string("name");
        break;
      default:
        reader.skip();
    }
  }
  if (value === null) return reader.refuse("value", "is missing");
  return { _tag: "SetStateCommand", key, value, name };
}

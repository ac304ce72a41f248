import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { MessageType } from "./message-type.ts";
import { EMPTY, readValue, readVoid, type ValueResult, type VoidResult } from "./result.ts";

/** Journals a read that the SDK answered itself; Void means there is no value (wire facts 1.9). */
export interface GetEagerStateCommand {
  readonly _tag: "GetEagerStateCommand";
  readonly key: Uint8Array;
  readonly result: VoidResult | ValueResult;
  readonly name: string;
}

/** Writes and reads GetEagerState. */
export const getEagerStateCodec: Codec<GetEagerStateCommand> = {
  type: MessageType.GetEagerStateCommand,
  encode(writer, { key, result, name }) {
    writer.bytes(1, key);
    writer.string(12, name);
    if (result._tag === "Void") writer.bytesMessage(13, EMPTY);
    else writer.bytesMessage(14, result.value);
  },
  decode: readGetEagerState,
};

function readGetEagerState(reader: Reader): GetEagerStateCommand | null {
  let key = EMPTY;
  let result: VoidResult | ValueResult | null = null;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        key = reader.bytes("key");
        break;
      case 12:
        name = reader.string("name");
        break;
      case 13:
        result = readVoid(reader, "void");
        break;
      case 14:
        result = { _tag: "Value", value: readValue(reader, "value") };
        break;
      default:
        reader.skip();
    }
  }
  if (result === null) return reader.refuse("result", "has neither void nor value");
  return { _tag: "GetEagerStateCommand", key, result, name };
}

import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { readFailure } from "./failure.ts";
import { type Header, readHeader, writeHeaders } from "./header.ts";
import { MessageType } from "./message-type.ts";
import { readValue, type ValueOrFailure, writeValueOrFailure } from "./result.ts";

/** Entry 0 of every journal: what the handler was called with (wire facts 1.5). */
export interface InputCommand {
  readonly _tag: "InputCommand";
  readonly headers: readonly Header[];
  readonly value: Uint8Array;
  readonly name: string;
}

/** What the handler gives back; End follows it (wire facts 1.6). */
export interface OutputCommand {
  readonly _tag: "OutputCommand";
  readonly result: ValueOrFailure;
  readonly name: string;
}

/** Writes and reads Input. */
export const inputCodec: Codec<InputCommand> = {
  type: MessageType.InputCommand,
  encode(writer, message) {
    writeHeaders(writer, 1, message.headers);
    writer.string(12, message.name);
    writer.bytesMessage(14, message.value);
  },
  decode: readInput,
};

/** Writes and reads Output. */
export const outputCodec: Codec<OutputCommand> = {
  type: MessageType.OutputCommand,
  encode(writer, message) {
    writer.string(12, message.name);
    writeValueOrFailure(writer, 14, 15, message.result);
  },
  decode: readOutput,
};

function readInput(reader: Reader): InputCommand | null {
  const headers: Header[] = [];
  let value: Uint8Array | null = null;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        readHeader(reader, headers);
        break;
      case 12:
        name = reader.string("name");
        break;
      case 14:
        value = readValue(reader, "value");
        break;
      default:
        reader.skip();
    }
  }
  if (value === null) return reader.refuse("value", "is missing");
  return { _tag: "InputCommand", headers, value, name };
}

function readOutput(reader: Reader): OutputCommand | null {
  let result: ValueOrFailure | null = null;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 12:
        name = reader.string("name");
        break;
      case 14:
        result = { _tag: "Value", value: readValue(reader, "value") };
        break;
      case 15:
        result = { _tag: "Failure", failure: readFailure(reader, "failure") };
        break;
      default:
        reader.skip();
    }
  }
  if (result === null) return reader.refuse("result", "has neither value nor failure");
  return { _tag: "OutputCommand", result, name };
}

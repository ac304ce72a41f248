import { Reader } from "../protobuf/reader.ts";
import type { Message } from "./message.ts";
import { codecByType, protocolName } from "./table.ts";

/** Why a payload is not a message: one sentence naming message, field and problem. */
export interface DecodeFailure {
  readonly _tag: "DecodeFailure";
  readonly reason: string;
}

/**
 * The message in a payload, or why there is none; never throws, whatever the bytes.
 * Bytes fields are views of `payload`. Fields not known are passed over; a message type not known,
 * a required field missing, text that is not UTF-8 or a number too large is a failure.
 */
export function decodeMessage(type: number, payload: Uint8Array): Message | DecodeFailure {
  const codec = codecByType.get(type);
  if (codec === undefined) return failure(`${protocolName(type)} is unknown`);
  const reader = new Reader(payload);
  const message = codec.decode(reader, type);
  if (reader.failure !== null) return failure(`${protocolName(type)}: ${reader.failure}`);
  return message ?? failure(`${protocolName(type)}: could not be read`);
}

function failure(reason: string): DecodeFailure {
  return { _tag: "DecodeFailure", reason };
}

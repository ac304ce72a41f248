import { Reader } from "../protobuf/reader.ts";
import type { Message } from "./message.ts";
import { codecByType, protocolName } from "./table.ts";

/** Why a payload is not a message: one sentence naming message, field and problem. */
export interface DecodeFailure {
  readonly _tag: "DecodeFailure";
  /** "TooDeep" where a tree of futures may be well formed, but is deeper than is taken. */
  readonly kind: "Malformed" | "TooDeep";
  readonly reason: string;
}

/**
 * The message in a payload, or why there is none; never throws, whatever the bytes.
 * Bytes fields may be views of `payload`. Fields not known are passed over; a message type not known,
 * a required field missing, text that is not UTF-8 or a number too large is a failure.
 */
export function decodeMessage(type: number, payload: Uint8Array): Message | DecodeFailure {
  const codec = codecByType.get(type);
  if (codec === undefined) return failure(`${protocolName(type)} is unknown`);
  const reader = new Reader(payload);
  const message = codec.decode(reader, type);
  if (reader.failure !== null) {
    const kind = reader.tooDeep ? "TooDeep" : "Malformed";
    return failure(`${protocolName(type)}: ${reader.failure}`, kind);
  }
  return message ?? failure(`${protocolName(type)}: could not be read`);
}

function failure(reason: string, kind: DecodeFailure["kind"] = "Malformed"): DecodeFailure {
  return { _tag: "DecodeFailure", kind, reason };
}

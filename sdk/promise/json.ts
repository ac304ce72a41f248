import { decodeUtf8, encodeUtf8 } from "@holdfast/core";

const NOTHING = new Uint8Array(0);

/** A value as it is journaled and sent: JSON, and no bytes for `undefined`. */
export function encodeJson(value: unknown): Uint8Array {
  return value === undefined ? NOTHING : encodeUtf8(JSON.stringify(value));
}

/** The value in such bytes; throws a SyntaxError for what is not JSON. */
export function decodeJson(bytes: Uint8Array): unknown {
  return bytes.length === 0 ? undefined : JSON.parse(decodeUtf8(bytes));
}

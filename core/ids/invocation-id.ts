import { BASE62_DIGITS_128, BASE62_DIGITS_64, readBase62, writeBase62 } from "./base62.ts";
import { bytesOfHex, hexOfBytes, isHex } from "./hex.ts";

declare const brand: unique symbol;

/**
 * An invocation: 48 lowercase hex digits of its 24 raw bytes (wire facts 1.10).
 * Kept so in memory and in keys because it then starts with its partition key and orders by it;
 * `inv_1...` is only how it is shown.
 */
export type InvocationId = string & { readonly [brand]: "InvocationId" };

/** Raw bytes of an invocation id: partition key u64, then uuid u128, big endian. */
export const INVOCATION_ID_BYTES = 24;

const PREFIX = "inv_1";
const PREFIX_CODES: readonly number[] = Array.from(PREFIX, (letter) => letter.charCodeAt(0));
const TEXT_LENGTH = PREFIX.length + BASE62_DIGITS_64 + BASE62_DIGITS_128;

/** Room for one id at hand; no call leaves anything in it. */
const raw = new Uint8Array(INVOCATION_ID_BYTES);

/** The id as users and SDKs see it: `inv_1` and 33 letters. */
export function formatInvocationId(id: InvocationId): string {
  const bytes = bytesOfHex(id);
  const codes: number[] = new Array(TEXT_LENGTH);
  for (let i = 0; i < PREFIX.length; i++) codes[i] = PREFIX_CODES[i] ?? 0;
  writeBase62(bytes, 0, 8, BASE62_DIGITS_64, codes, PREFIX.length);
  writeBase62(bytes, 8, 16, BASE62_DIGITS_128, codes, PREFIX.length + BASE62_DIGITS_64);
  return String.fromCharCode.apply(null, codes);
}

/** The id in a text such as `inv_1...`, or null when any letter, the length or size is wrong. */
export function parseInvocationId(text: string): InvocationId | null {
  if (text.length !== TEXT_LENGTH || !text.startsWith(PREFIX)) return null;
  if (!readBase62(text, PREFIX.length, BASE62_DIGITS_64, raw, 0, 8)) return null;
  const uuidAt = PREFIX.length + BASE62_DIGITS_64;
  if (!readBase62(text, uuidAt, BASE62_DIGITS_128, raw, 8, 16)) return null;
  return hexOfBytes(raw) as InvocationId;
}

/** The id with these raw bytes, or null unless there are exactly 24. */
export function invocationIdFromBytes(bytes: Uint8Array): InvocationId | null {
  return bytes.length === INVOCATION_ID_BYTES ? (hexOfBytes(bytes) as InvocationId) : null;
}

/** The 24 raw bytes of an id, as Start and awakeable ids carry them. */
export function invocationIdBytes(id: InvocationId): Uint8Array {
  return bytesOfHex(id);
}

/** The id whose in-memory text this is, or null; for text that comes back from storage. */
export function invocationIdFromHex(text: string): InvocationId | null {
  return isHex(text, 2 * INVOCATION_ID_BYTES) ? (text as InvocationId) : null;
}

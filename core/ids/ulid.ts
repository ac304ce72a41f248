import type { Entropy } from "./entropy.ts";

/**
 * Sixteen bytes that order by time: 48 bits of unix ms, then 80 bits of chance.
 * The part of an id that makes it unique where nothing else does (wire facts 1.10). Uses the
 * first three words of `entropy`; the fourth stays free.
 */
export function ulidBytes(nowMs: number, entropy: Entropy): Uint8Array {
  const bytes = new Uint8Array(16);
  writeUint(bytes, 0, Math.floor(nowMs / 0x1_0000), 4);
  writeUint(bytes, 4, nowMs % 0x1_0000, 2);
  writeUint(bytes, 6, entropy[0], 4);
  writeUint(bytes, 10, entropy[1], 4);
  writeUint(bytes, 14, entropy[2], 2);
  return bytes;
}

/** Writes the low `length` (at most four) bytes of `value`, big endian. */
function writeUint(target: Uint8Array, at: number, value: number, length: number): void {
  for (let i = 0; i < length; i++) target[at + i] = value >>> (8 * (length - 1 - i));
}

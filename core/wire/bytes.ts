/**
 * A copy of `bytes[start, end)` that shares nothing with the original.
 * Exists because a host's bytes may be of a subclass whose own `slice` is a view (Node's Buffer).
 */
export function copyBytes(bytes: Uint8Array, start: number, end: number): Uint8Array {
  return Uint8Array.prototype.slice.call(bytes, start, end);
}

/**
 * Up to this length a copy is quicker than a view: engines keep the bytes of so short an array in
 * the array itself, and a view would first have to move them out (64 bytes in V8).
 */
export const MOST_BYTES_INLINE = 64;

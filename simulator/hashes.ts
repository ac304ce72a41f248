import type { Hashes } from "@holdfast/core";

/**
 * Stand-ins for the hashes of ids: quick, without a library, the same everywhere.
 * Exists because in a world nothing depends on which hash it is, only on its being one; ids that
 * leave a process are made with the real ones.
 */
export const simulatedHashes: Hashes = {
  hash64: (bytes) => (BigInt(mixed(bytes, 1)) << 32n) | BigInt(mixed(bytes, 2)),
  sha256: (bytes) => {
    const digest = new Uint8Array(32);
    for (let word = 0; word < 8; word++) {
      const value = mixed(bytes, 0x51ed270b + word);
      for (let i = 0; i < 4; i++) digest[4 * word + i] = value >>> (8 * i);
    }
    return digest;
  },
};

function mixed(bytes: Uint8Array, seed: number): number {
  let hash = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b);
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) ^ (hash >>> 13);
  hash = Math.imul(hash ^ (hash >>> 16), 0x21f0aaad);
  hash = Math.imul(hash ^ (hash >>> 15), 0x735a2d97);
  return (hash ^ (hash >>> 15)) >>> 0;
}

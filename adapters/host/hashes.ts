import { createHash } from "node:crypto";
import type { Hashes } from "@holdfast/core";
import { createXXHash3 } from "hash-wasm";

/** The hash functions of the id rules (wire facts 1.10): XXH3 from WebAssembly, SHA-256 of Node. */
export async function loadHashes(): Promise<Hashes> {
  const xxh3 = await createXXHash3();
  return {
    hash64: (bytes) => {
      const digest = xxh3.init().update(bytes).digest("binary");
      return new DataView(digest.buffer, digest.byteOffset, 8).getBigUint64(0);
    },
    sha256: (bytes) => createHash("sha256").update(bytes).digest(),
  };
}

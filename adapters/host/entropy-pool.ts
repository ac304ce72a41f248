import { randomFillSync } from "node:crypto";
import type { Entropy } from "@holdfast/core";

/** Numbers drawn from the system's generator at a time; one call costs as much as hundreds. */
const POOL_NUMBERS = 4_096;

/** A source of entropy for inputs: cryptographic, since invocation ids must not be guessable. */
export function makeEntropyPool(): () => Entropy {
  const pool = new Uint32Array(POOL_NUMBERS);
  let at = POOL_NUMBERS;
  return () => {
    if (at === POOL_NUMBERS) {
      randomFillSync(pool);
      at = 0;
    }
    const drawn = [pool[at], pool[at + 1], pool[at + 2], pool[at + 3]];
    at += 4;
    return drawn as unknown as Entropy;
  };
}

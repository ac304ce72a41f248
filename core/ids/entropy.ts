/**
 * Chance, as a value: four uint32 that came with an event.
 * Exists because the machines draw no randomness of their own: the same event always draws the
 * same ids and the same jitter, on every host and in every replay.
 */
export type Entropy = readonly [number, number, number, number];

/** One odd step per lane and purpose, so that no two sequences run in step. */
const QUADRUPLE_STEPS = [0x9e3779b9, 0x7f4a7c15, 0xbf58476d, 0x94d049bb] as const;
const DRAW_STEPS = [0xd6e8feb9, 0xa3b19535, 0xc2b2ae3d, 0x27d4eb2f] as const;

/**
 * The n-th quadruple (n = 0, 1, 2, ...) drawn from `entropy`, each as good as new.
 * For events that make several ids: hand each its own. All 128 bits are kept: for a given n
 * different entropies give different quadruples.
 */
export function deriveEntropy(entropy: Entropy, n: number): Entropy {
  const steps = QUADRUPLE_STEPS;
  return [
    mix(entropy[0] + Math.imul(n + 1, steps[0])),
    mix(entropy[1] + Math.imul(n + 1, steps[1])),
    mix(entropy[2] + Math.imul(n + 1, steps[2])),
    mix(entropy[3] + Math.imul(n + 1, steps[3])),
  ];
}

/**
 * The n-th uint32 (n = 0, 1, 2, ...) drawn from `entropy`, independent of `deriveEntropy`.
 * For a single draw, such as the jitter of a retry.
 */
export function drawUint32(entropy: Entropy, n: number): number {
  const steps = DRAW_STEPS;
  const a = mix(entropy[0] + Math.imul(n + 1, steps[0]));
  const b = mix((entropy[1] ^ a) + Math.imul(n + 1, steps[1]));
  const c = mix((entropy[2] ^ b) + Math.imul(n + 1, steps[2]));
  return mix((entropy[3] ^ c) + Math.imul(n + 1, steps[3]));
}

/** A bijection of 32-bit integers in which each input bit moves every output bit. */
function mix(value: number): number {
  let x = value | 0;
  x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
  x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
  return (x ^ (x >>> 15)) >>> 0;
}

/** A seeded source of choices: the same seed draws the same plan on every machine. */
export interface Random {
  /** A whole number from 0 to `bound - 1`. */
  readonly below: (bound: number) => number;
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number;
  /** True `percent` times in a hundred. */
  readonly chance: (percent: number) => boolean;
  readonly pick: <A>(choices: readonly [A, ...A[]]) => A;
}

/** Mulberry32: small, quick and good enough to draw plans with. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (mixed ^ (mixed >>> 14)) >>> 0;
  };
  const below = (bound: number): number => next() % bound;
  return {
    below,
    between: (low, high) => low + below(high - low + 1),
    chance: (percent) => below(100) < percent,
    pick: (choices) => choices[below(choices.length)] ?? choices[0],
  };
}

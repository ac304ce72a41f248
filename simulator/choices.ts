/**
 * The one source of chance in a world. Zero is always the calm choice: no fault, no delay, the
 * oldest first; so a history becomes simpler as its choices go to zero.
 */
export interface Choices {
  /** What was chosen so far: from it the same run follows. */
  readonly tape: readonly number[];
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
}

/** Steps in which odds are drawn. */
const ODDS_STEPS = 1_000_000;

/** True in `share` (0 to 1) of all cases; draws nothing where the answer is certain. */
export function chance(choices: Choices, share: number): boolean {
  if (share <= 0) return false;
  return choices.below(ODDS_STEPS) >= ODDS_STEPS * (1 - share);
}

/** One of several; the first is the calm one. */
export function pick<const T>(choices: Choices, items: readonly [T, ...T[]]): T {
  const picked = items[choices.below(items.length)];
  return picked === undefined ? items[0] : picked;
}

/** mulberry32: a small stream of 32-bit numbers, quick, and good enough to pick from. */
export class Stream32 {
  private state: number;

  constructor(seed: number) {
    this.state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) | 0;
  }

  next(): number {
    this.state = (this.state + 0x6d2b79f5) | 0;
    let x = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
    x ^= x + Math.imul(x ^ (x >>> 7), 61 | x);
    return (x ^ (x >>> 14)) >>> 0;
  }
}

/** Choices from a seed; `calm` is the share of them, 0 to 1, that are calm come what may. */
export class SeededChoices implements Choices {
  readonly tape: number[] = [];
  private readonly stream: Stream32;
  private readonly calm: number;

  constructor(seed: number, calm = 0) {
    this.stream = new Stream32(seed);
    this.calm = calm * 0x1_0000_0000;
  }

  below(count: number): number {
    const calm = count <= 1 || (this.calm > 0 && this.stream.next() < this.calm);
    const drawn = calm ? 0 : Math.floor((this.stream.next() / 0x1_0000_0000) * count);
    this.tape.push(drawn);
    return drawn;
  }
}

/** Choices from a tape; past its end everything is calm, or as it is given. */
export class TapeChoices implements Choices {
  readonly tape: number[] = [];
  private readonly recorded: readonly number[];
  private readonly beyond: Choices | null;

  constructor(recorded: readonly number[], beyond: Choices | null = null) {
    this.recorded = recorded;
    this.beyond = beyond;
  }

  below(count: number): number {
    const recorded = this.recorded[this.tape.length] ?? this.beyond?.below(count) ?? 0;
    const value = count <= 1 ? 0 : Math.min(recorded, count - 1);
    this.tape.push(value);
    return value;
  }
}

import { chance, type Choices, pick } from "../choices.ts";

/** Seeded chance for workloads; the first and the smallest are the calm choices. */
export interface Chooser {
  /** A whole number from 0 to below `count`. */
  below(count: number): number;
  /** A whole number, both ends included. */
  between(least: number, most: number): number;
  pick<const T>(items: readonly [T, ...T[]]): T;
  /** True in `share` (0 to 1) of all cases. */
  chance(share: number): boolean;
}

export function chooserOf(choices: Choices): Chooser {
  return {
    below: (count) => choices.below(count),
    between: (least, most) => least + choices.below(most - least + 1),
    pick: (items) => pick(choices, items),
    chance: (share) => chance(choices, share),
  };
}

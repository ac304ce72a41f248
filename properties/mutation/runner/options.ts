/** What decides whether a mutant lives: the part of Stryker's options that is ours. */
export interface Judges {
  /** Worlds of the simulator, from seed 1; each mutant meets some of those that reach it. */
  readonly worlds: number;
  /** Of the tours of each module of the specification, one in so many; none where 0. */
  readonly tourStride: number;
  /** Of all mutants, one in so many is run; 1 for all. */
  readonly sample: number;
  /** Files of tests, from the root of the repository. */
  readonly suites: readonly string[];
}

/** The names under which Stryker is told of our part. */
export const OPTION = "judges";

/** Most worlds that one mutant meets. */
export const MOST_WORLDS = 8;

import type { Fault } from "../faults.ts";

/** How far from the calm run every run is looked at. */
export interface Bounds {
  /** The faults that strike. */
  readonly faults: readonly Fault[];
  /** How many of them strike in one run at most. */
  readonly mostFaults: number;
  /** How many other choices of one run are not the calm one, at most. */
  readonly mostChoices: number;
  /** How many values of each other choice are tried, from the calm one to the largest; at least 2. */
  readonly width: number;
  /** Choices of a run after which all are calm. */
  readonly depth: number;
  /** Runs after which the search is given up, and is then not complete. */
  readonly maxRuns: number;
}

/** One crash of the engine anywhere, and one message as late as can be. */
export const BOUNDS: Bounds = {
  faults: ["engine-crash"],
  mostFaults: 1,
  mostChoices: 1,
  width: 2,
  depth: Number.POSITIVE_INFINITY,
  maxRuns: 1_000_000,
};

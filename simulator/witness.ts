import type { Checker } from "./checkers/checker.ts";
import type { Occurrence } from "./occurrence.ts";

/** What a witness reads of its world. */
export interface Witnessed {
  readonly timeline: { readonly nowUs: number };
  /** Unix milliseconds. */
  readonly nowMs: number;
  readonly trace: { readonly length: number };
}

/** Sees all that happens in a world, besides what checkers see; changes nothing in it. */
export interface Witness extends Checker {
  /** Something happened, and is the latest in the trace. */
  happened(actor: string, what: Occurrence, fault: boolean): void;
}

export type MakeWitness = (world: Witnessed) => Witness;

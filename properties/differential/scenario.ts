import type { Observation } from "./normalise.ts";
import type { Side } from "./side.ts";

/** One behaviour, played on both servers: what it gives has to be the same. */
export interface Scenario {
  /** The row of the table: which behaviour, in words. */
  readonly name: string;
  readonly play: (side: Side, key: string) => Promise<Observation>;
  /** Where Holdfast differs on purpose, why; it then has to differ. */
  readonly better?: string;
}

/** What became of one scenario. */
export type Verdict =
  | { readonly _tag: "Same" }
  | { readonly _tag: "Better"; readonly why: string }
  /** Holdfast has no such route yet. */
  | { readonly _tag: "Missing" }
  | { readonly _tag: "Different"; readonly real: string; readonly holdfast: string };

export function scenario(name: string, play: Scenario["play"], better?: string): Scenario {
  return better === undefined ? { name, play } : { name, play, better };
}

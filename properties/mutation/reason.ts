import type { Mutant } from "./report.ts";

/** Why it is right that nothing notices some mutants. */
export interface Reason {
  /** What sort of reason it is; the page is ordered by it. */
  readonly kind: Kind;
  /** A file of core, or a folder with a slash at its end. */
  readonly in: string;
  /** What the replaced text has to match; any text where absent. */
  readonly before?: RegExp;
  /** What the text in its place has to match; any text where absent. */
  readonly after?: RegExp;
  /** One sentence. */
  readonly why: string;
}

/** The sorts of reasons, and what each means. */
export const KINDS = {
  equivalent: "The mutant does the same as the original, by what the code around it guarantees.",
  defence: "The code guards against what cannot happen as long as the rest of core is right.",
  speed: "The mutant only does more work for the same result.",
  text: "The mutant changes a text that is for people to read.",
  example:
    "Tests of core by example, which do not count here, hold it; no property or world asserts it.",
} as const;

export type Kind = keyof typeof KINDS;

/** The first reason that a mutant has, or null. */
export function reasonFor(mutant: Mutant, reasons: readonly Reason[]): Reason | null {
  return reasons.find((reason) => covers(reason, mutant)) ?? null;
}

function covers(reason: Reason, { file, before, after }: Mutant): boolean {
  const isThere = reason.in.endsWith("/") ? file.startsWith(reason.in) : file === reason.in;
  return isThere && (reason.before?.test(before) ?? true) && (reason.after?.test(after) ?? true);
}

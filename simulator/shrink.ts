import { type Report, simulate, type SimulateOptions } from "./simulate.ts";

/** Worlds that one shrinking may run at most. */
const MOST_WORLDS = 1_500;

/** Where shrinking begins: a report with a violation, and how its world was run. */
export type ShrinkOptions = Pick<
  SimulateOptions,
  "parts" | "claims" | "refine" | "faults" | "casting" | "enter"
> & {
  readonly maxWorlds?: number;
};

/** A shorter history that breaks the same claim. */
export interface Shrunk {
  readonly report: Report;
  /** Worlds that were run on the way. */
  readonly worlds: number;
}

/**
 * Makes the history of a broken claim simpler: choices are taken out of its tape, or made calm, in
 * pieces that get smaller, for as long as the same claim is still found broken.
 */
export async function shrink(report: Report, options: ShrinkOptions = {}): Promise<Shrunk> {
  const { maxWorlds = MOST_WORLDS, ...rest } = options;
  let best = report;
  let worlds = 0;
  const attempt = async (tape: readonly number[]): Promise<boolean> => {
    if (worlds >= maxWorlds) return false;
    worlds++;
    const found = await simulate({ ...rest, seed: report.seed, tape, maxSteps: best.steps });
    if (found.violation?.claim !== report.violation?.claim || !isSimpler(found, best)) return false;
    best = found;
    return true;
  };
  for (const change of [calmed, without]) {
    for (let size = ceilHalf(best.tape.length); size >= 1; size = size > 1 ? ceilHalf(size) : 0) {
      for (let at = 0; at < best.tape.length && worlds < maxWorlds;) {
        const tape = change(best.tape, at, size);
        if (tape === null || !(await attempt(tape))) at += size;
      }
    }
  }
  return { report: best, worlds };
}

/** A piece of the tape made calm, or null where it is. */
function calmed(tape: readonly number[], at: number, size: number): readonly number[] | null {
  const end = Math.min(tape.length, at + size);
  if (tape.slice(at, end).every((choice) => choice === 0)) return null;
  return tape.map((choice, index) => (index >= at && index < end ? 0 : choice));
}

/** The tape without a piece of it. */
function without(tape: readonly number[], at: number, size: number): readonly number[] {
  return [...tape.slice(0, at), ...tape.slice(at + size)];
}

/** Fewer events make a simpler history; of two as long, the one with fewer choices that matter. */
function isSimpler(a: Report, b: Report): boolean {
  const [left, right] = [a.steps, b.steps];
  return left < right || (left === right && weight(a.tape) < weight(b.tape));
}

function weight(tape: readonly number[]): number {
  return tape.reduce((sum, choice) => sum + (choice === 0 ? 0 : 1), 0);
}

function ceilHalf(size: number): number {
  return Math.ceil(size / 2);
}

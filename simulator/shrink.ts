import { type Report, simulate, type SimulateOptions } from "./simulate.ts";

/** Worlds that one shrinking may run at most, and their steps. */
const MOST_WORLDS = 1_500;
const MOST_STEPS = 500_000;

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
  // The same world again, this time telling its story: how short that is says what is simpler.
  let best = await simulate({ ...rest, seed: report.seed, tape: report.tape, story: true });
  let worlds = 1;
  let steps = best.steps;
  const goesOn = (): boolean => worlds < maxWorlds && steps < MOST_STEPS;
  const attempt = async (tape: readonly number[]): Promise<boolean> => {
    worlds++;
    const found = await simulate({
      ...rest,
      seed: report.seed,
      tape,
      maxSteps: best.steps,
      story: true,
    });
    steps += found.steps;
    if (found.violation?.claim !== report.violation?.claim || !isSimpler(found, best)) return false;
    best = found;
    return true;
  };
  // Large pieces first, in every way: what they leave makes the small ones cheap.
  for (let size = ceilHalf(best.tape.length); size >= 1; size = size > 1 ? ceilHalf(size) : 0) {
    for (const change of size > 2 ? [calmed, without] : [calmed, without, lowered]) {
      for (let at = 0; at < best.tape.length && goesOn();) {
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

/** A piece of the tape with half of each choice, or null where there is nothing to halve. */
function lowered(tape: readonly number[], at: number, size: number): readonly number[] | null {
  const end = Math.min(tape.length, at + size);
  if (tape.slice(at, end).every((choice) => choice <= 1)) return null;
  return tape.map((choice, index) => (index >= at && index < end ? choice >> 1 : choice));
}

/** The tape without a piece of it. */
function without(tape: readonly number[], at: number, size: number): readonly number[] {
  return [...tape.slice(0, at), ...tape.slice(at + size)];
}

/**
 * Fewer events that matter make a simpler history; of two that are as long in that, the one with
 * fewer steps in all, and then the one with fewer choices that matter.
 */
function isSimpler(a: Report, b: Report): boolean {
  const differences = [
    a.story.length - b.story.length,
    a.steps - b.steps,
    weight(a.tape) - weight(b.tape),
  ];
  return (differences.find((difference) => difference !== 0) ?? 0) < 0;
}

function weight(tape: readonly number[]): number {
  return tape.reduce((sum, choice) => sum + (choice === 0 ? 0 : 1), 0);
}

function ceilHalf(size: number): number {
  return Math.ceil(size / 2);
}

import type { Choices } from "./choices.ts";
import { smallerWorlds } from "./shrink/smaller-worlds.ts";
import { simplerTapes } from "./shrink/simpler-tapes.ts";
import { type Report, simulate, type SimulateOptions } from "./simulate.ts";

/** Worlds that one shrinking may run at most, and their steps. */
const MOST_WORLDS = 1_500;
const MOST_STEPS = 500_000;

/** Where shrinking begins: a report with a violation, and how its world was run. */
export type ShrinkOptions = Pick<
  SimulateOptions,
  "parts" | "refine" | "faults" | "casting" | "enter"
> & {
  readonly maxWorlds?: number;
};

/** A shorter history that breaks the same claim. */
export interface Shrunk {
  readonly report: Report;
  /** Worlds that were run on the way. */
  readonly worlds: number;
}

/** A search for the simplest history that breaks the same claim in the same way. */
export interface Search {
  /** The simplest one so far. */
  readonly best: Report;
  /** Share of what may be run that was run; ends at 1. */
  readonly spent: number;
  /** Runs another world; true where it is simpler, and thereby the best. */
  attempt(tape: readonly number[], beyond?: Choices): Promise<boolean>;
}

/**
 * Makes the history of a broken claim simpler: first by looking for the same in smaller and calmer
 * worlds, then by taking choices out of its tape, or making them calm.
 */
export async function shrink(report: Report, options: ShrinkOptions = {}): Promise<Shrunk> {
  const { maxWorlds = MOST_WORLDS, ...rest } = options;
  const { seed } = report;
  // The same world again, this time telling its story: how short that is says what is simpler.
  let best = await simulate({ ...rest, seed, tape: report.tape, story: true });
  let worlds = 1;
  let steps = best.steps;
  const wanted = howBroken(report);
  const search: Search = {
    get best() {
      return best;
    },
    get spent() {
      return Math.max(worlds / maxWorlds, steps / MOST_STEPS);
    },
    attempt: async (tape, beyond) => {
      worlds++;
      const maxSteps = best.steps;
      const found = await simulate({
        ...rest,
        seed,
        tape,
        ...(beyond && { beyond }),
        maxSteps,
        story: true,
      });
      steps += found.steps;
      if (howBroken(found) !== wanted || !isSimpler(found, best)) return false;
      best = found;
      return true;
    },
  };
  await smallerWorlds(search);
  await simplerTapes(search);
  return { report: best, worlds };
}

/** Claim and message without what differs from world to world: ids, keys, numbers, values. */
function howBroken({ violation }: Report): string {
  if (violation === null) return "";
  const [line = ""] = violation.message.split("\n");
  return `${violation.claim} ${line.replaceAll(/\S+\/\S+|\b[0-9a-f]{8,}\b|\d+|'.*'|".*"/g, "#")}`;
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

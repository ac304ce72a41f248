import { simulate } from "@holdfast/simulator";

/** Events after which a world is taken to have no end; worlds have some thousand at most. */
const MOST_STEPS = 100_000;

/** Runs the world of a seed; throws where a claim was broken. */
export async function runWorld(seed: number): Promise<void> {
  const report = await simulate({ seed, maxSteps: MOST_STEPS });
  if (report.violation !== null) throw new Error(report.violation.message);
  if (report.steps > MOST_STEPS) throw new Error(`no end after ${report.steps} steps`);
}

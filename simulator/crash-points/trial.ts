import type { Report, SimulateOptions } from "../simulate.ts";
import { simulate } from "../simulate.ts";
import { calmCasting } from "../staging/casting.ts";
import type { Scenario } from "../staging/scenario.ts";
import { PlannedPoints } from "./planned-points.ts";
import { formatPoint, type Point } from "./point.ts";

/** How to run a trial: with which parts, and what to watch. */
export type TrialOptions = Pick<SimulateOptions, "parts" | "refine" | "story">;

/** One run of a scenario in which faults struck at chosen points alone. */
export interface Trial {
  readonly scenario: Scenario;
  readonly points: readonly Point[];
  readonly report: Report;
  /** Where faults could have struck, and those of the plan that did. */
  readonly planned: PlannedPoints;
}

/** What everything that a run draws by itself follows from; no scenario depends on it. */
const SEED = 1;

/** How the world of a trial is run, and the points of it, to be looked at afterwards. */
export function trialOf(scenario: Scenario, points: readonly Point[]) {
  const planned = new PlannedPoints(points);
  const casting = calmCasting(scenario);
  return { planned, options: { seed: SEED, choices: planned, strikes: planned, casting } };
}

/** Runs a scenario with faults at these points and none besides. */
export async function tryPoints(
  scenario: Scenario,
  points: readonly Point[],
  given: TrialOptions = {},
): Promise<Trial> {
  const { planned, options } = trialOf(scenario, points);
  const report = await simulate({ ...given, ...options });
  return { scenario, points, report, planned };
}

/** What has to be typed to see a trial again. */
export function replayCommand({ scenario, points }: Pick<Trial, "scenario" | "points">): string {
  const crash = points.length === 0 ? "" : ` --crash ${points.map(formatPoint).join(",")}`;
  return `holdfast replay --scenario ${scenario.name}${crash}`;
}

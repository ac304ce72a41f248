import { FAULT_NAMES, type Fault } from "../faults.ts";
import type { Scenario } from "../staging/scenario.ts";
import type { PointCounts } from "./planned-points.ts";
import { type Point, waysOf } from "./point.ts";
import { type Trial, type TrialOptions, tryPoints } from "./trial.ts";

/** Faults by which a process dies: where they can strike is a crash point. */
export const CRASHES = ["engine-crash", "crash-in-recovery", "endpoint-crash"] as const;

/** What is enumerated. */
export interface EnumerateOptions extends TrialOptions {
  /** Faults that strike at each of their points; what a scenario spares has none. */
  readonly faults?: readonly Fault[];
  /** Whether every pair of crashes is tried in scenarios that are small. */
  readonly pairs?: boolean;
  /** Told of each trial; false ends the enumeration. */
  readonly onTrial?: (trial: Trial) => boolean | undefined;
}

/** Every run of a scenario with one fault, and with two crashes. */
export interface Enumerated {
  readonly scenario: string;
  /** Where an engine or an endpoint can die in the calm run. */
  readonly crashPoints: number;
  /** Where any other fault can strike in it. */
  readonly otherPoints: number;
  /** Runs with one fault; more than points, since some strike in two ways. */
  readonly singles: number;
  /** Runs with two crashes. */
  readonly pairs: number;
  readonly failures: readonly Trial[];
}

const NO_POINTS: PointCounts = new Map();

/** Runs a scenario calmly, then with a fault at each point it came to, and then with two. */
export async function enumeratePoints(
  scenario: Scenario,
  options: EnumerateOptions = {},
): Promise<Enumerated> {
  const { faults = FAULT_NAMES, pairs = scenario.small ?? false, onTrial } = options;
  const failures: Trial[] = [];
  let ended = false;
  const attempt = async (points: readonly Point[]): Promise<Trial> => {
    const trial = await tryPoints(scenario, points, options);
    if (trial.report.violation !== null) failures.push(trial);
    ended ||= onTrial?.(trial) === false;
    return trial;
  };
  const counts = { singles: 0, pairs: 0 };
  const calm = await attempt([]);
  const calmCounts = calm.planned.counts;
  for (const first of pointsBetween(faults, NO_POINTS, calmCounts)) {
    if (ended || calm.report.violation !== null) break;
    const single = await attempt([first]);
    counts.singles++;
    if (!pairs || !isCrash(first.fault) || single.report.violation !== null) continue;
    const { countsAtLast, counts: all } = single.planned;
    for (const second of pointsBetween(faults.filter(isCrash), countsAtLast, all)) {
      if (ended) break;
      await attempt([first, second]);
      counts.pairs++;
    }
  }
  const of = (names: readonly Fault[]): number =>
    names.reduce((sum, name) => sum + (calmCounts.get(name) ?? 0), 0);
  return {
    scenario: scenario.name,
    crashPoints: of(faults.filter(isCrash)),
    otherPoints: of(faults.filter((fault) => !isCrash(fault))),
    ...counts,
    failures,
  };
}

/** The points that a run came to after those that it had come to before, each way of each. */
function pointsBetween(
  faults: readonly Fault[],
  before: PointCounts,
  after: PointCounts,
): readonly Point[] {
  return faults.flatMap((fault) => {
    const from = before.get(fault) ?? 0;
    const count = (after.get(fault) ?? 0) - from;
    return Array.from({ length: count }, (_, i) => from + i + 1).flatMap((nth) =>
      waysOf(fault).map((way) => ({ fault, nth, way })),
    );
  });
}

function isCrash(fault: Fault): boolean {
  return CRASHES.some((crash) => crash === fault);
}

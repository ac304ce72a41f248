import { formatStory, type Report } from "@holdfast/simulator";
import type { Bug } from "./bug.ts";
import { type Infected, infect } from "./infect.ts";

/** How hard to look for a bug. */
export interface HuntOptions {
  /** How often to begin anew, each time with other seeds. */
  readonly restarts: number;
  /** Steps of worlds after which it is begun anew no more, once it was a few times. */
  readonly maxSteps: number;
  /** Seeds after which one search is given up. */
  readonly maxSeeds: number;
  /** Worlds that making the history short may take; none where 0. */
  readonly shrinkWorlds: number;
}

/** What came of looking for a bug. */
export interface Hunt {
  readonly bug: string;
  /** Seeds that each search needed, ascending; a search that was given up counts as infinite. */
  readonly seeds: readonly number[];
  /** The claims that were found broken, the most frequent first. */
  readonly claims: readonly string[];
  /** The shortest history, event by event, with what was broken in the end. */
  readonly story: readonly string[];
  readonly broken: string;
  readonly events: number;
  readonly problems: readonly string[];
}

/** First seeds of two searches lie this far apart. */
const SEARCH_SEEDS = 1_000_000;

/** Searches that each bug gets, however long they take. */
const LEAST_RESTARTS = 5;

/** Events of a history that is short enough; while none is, so many failures are made shorter. */
export const SHORT = 15;
const MOST_SHRUNK = 4;

/** Looks for a bug from several first seeds, and tells its shortest history. */
export async function hunt(bug: Bug, options: HuntOptions): Promise<Hunt> {
  const infected = infect(bug);
  const counts = new Map<string, number>();
  const problems: string[] = [];
  const seeds: number[] = [];
  const told: Report[] = [];
  let steps = 0;
  for (let restart = 0; restart < options.restarts; restart++) {
    if (restart >= LEAST_RESTARTS && steps > options.maxSteps) break;
    const search = await searchFrom(infected, 1 + restart * SEARCH_SEEDS, options.maxSeeds);
    seeds.push(search.seeds);
    steps += search.steps;
    const { report } = search;
    if (report === null || report.violation === null) {
      problems.push(`${bug.name} is not found in ${options.maxSeeds} seeds`);
      break;
    }
    const { claim, message } = report.violation;
    counts.set(claim, (counts.get(claim) ?? 0) + 1);
    if (bug.claims.includes(claim)) told.push(report);
    else if (counts.get(claim) === 1) {
      problems.push(`${bug.name} is found by another claim: ${message.split("\n")[0] ?? ""}`);
    }
  }
  const { story, events, broken } = await tell(
    infected,
    told.toSorted((a, b) => a.steps - b.steps).slice(0, MOST_SHRUNK),
    options.shrinkWorlds,
  );
  return {
    bug: bug.name,
    seeds: seeds.toSorted((a, b) => a - b),
    claims: [...counts].toSorted(([, a], [, b]) => b - a).map(([claim]) => claim),
    story,
    events,
    broken,
    problems,
  };
}

async function searchFrom({ simulator, parts }: Infected, first: number, maxSeeds: number) {
  let steps = 0;
  for (let seeds = 1; seeds <= maxSeeds; seeds++) {
    // Without the refinement, which would be the first to see most of them: the zoo shows what the
    // checkers of the claims find by themselves.
    const report = await simulator.simulate({ seed: first + seeds - 1, parts, refine: false });
    steps += report.steps;
    if (report.violation !== null) return { seeds, steps, report };
  }
  return { seeds: Number.POSITIVE_INFINITY, steps, report: null };
}

async function tell({ simulator, parts }: Infected, found: readonly Report[], maxWorlds: number) {
  if (maxWorlds === 0) return { story: [], events: 0, broken: "" };
  let shortest: Report | null = null;
  for (const report of found) {
    const shrunk = await simulator.shrink(report, { parts, maxWorlds, refine: false });
    const { length } = shrunk.report.story;
    if (shortest === null || length < shortest.story.length) shortest = shrunk.report;
    if (length <= SHORT) break;
  }
  const events = shortest?.story ?? [];
  const broken = shortest?.violation?.message.split("\n")[0] ?? "";
  return { story: formatStory(events), events: events.length, broken };
}

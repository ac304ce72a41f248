import { availableParallelism } from "node:os";
import { type Campaign, type Fault, runSeeds, simulate, Tally } from "@holdfast/simulator";
import { worldOptions } from "../world-options.ts";
import { SeedWorker } from "./seed-worker.ts";

/** Which campaign to run. */
export interface CampaignPlan {
  /** A file with a workload of a user's, or null for the simulator's own services. */
  readonly file: string | null;
  /** Names of the scenarios that are played instead, if any are. */
  readonly scenarios: readonly string[];
  readonly faults: readonly Fault[] | null;
  readonly refine: boolean;
  readonly from: number;
  readonly count: number;
  /** When it has to end, in unix milliseconds, or infinity. */
  readonly endMs: number;
  /** How many threads run worlds. */
  readonly jobs: number;
  /** Told how many worlds have ended since it was told last. */
  readonly onWorlds: (count: number) => void;
}

/** Seeds that a thread takes at a time: some tenths of a second. */
const SEEDS_AT_ONCE = 24;

/** The most threads that are of any use here. */
export const MOST_JOBS = 4 * availableParallelism();

/**
 * Runs a campaign, up to the first broken claim. What it gives is the same for any number of
 * threads: worlds are counted in the order of their seeds, up to the first that failed.
 */
export async function runCampaign(plan: CampaignPlan): Promise<Campaign> {
  const { file, scenarios, faults, refine, from, count, endMs, onWorlds } = plan;
  const played = await worldOptions(file, scenarios);
  const options = { ...played, refine, ...(faults === null ? {} : { faults }) };
  if (plan.jobs > 1) {
    return runOnThreads(plan, played.reaches ?? null, (seed) => simulate({ ...options, seed }));
  }
  const onReport = (): boolean => {
    onWorlds(1);
    return Date.now() < endMs;
  };
  return runSeeds({ ...options, from, count, onReport });
}

async function runOnThreads(
  plan: CampaignPlan,
  reaches: readonly string[] | null,
  again: (seed: number) => ReturnType<typeof simulate>,
): Promise<Campaign> {
  const { file, scenarios, faults, refine, from, count, endMs } = plan;
  const parts = new Map<number, Omit<Campaign, "failures">>();
  let next = from;
  let failedSeed = Number.POSITIVE_INFINITY;
  const workOff = async (): Promise<void> => {
    const worker = new SeedWorker({ file, scenarios, faults, refine });
    try {
      while (next < from + count && next < failedSeed && Date.now() < endMs) {
        const first = next;
        const seeds = Math.min(SEEDS_AT_ONCE, from + count - first);
        next += seeds;
        const { part, failed } = await worker.run({ from: first, count: seeds, endMs });
        parts.set(first, part);
        failedSeed = Math.min(failedSeed, failed ?? Number.POSITIVE_INFINITY);
        plan.onWorlds(part.seeds);
      }
    } finally {
      await worker.end();
    }
  };
  await Promise.all(Array.from({ length: plan.jobs }, workOff));
  const tally = new Tally(faults ?? undefined, reaches);
  for (const [first, part] of [...parts].sort(([a], [b]) => a - b)) {
    if (first > failedSeed) break;
    tally.add({ ...part, failures: [] });
  }
  const failures = failedSeed === Number.POSITIVE_INFINITY ? [] : [await again(failedSeed)];
  return { ...tally.campaign, failures };
}

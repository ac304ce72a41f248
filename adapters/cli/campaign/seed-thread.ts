import { parentPort, workerData } from "node:worker_threads";
import { runSeeds } from "@holdfast/simulator";
import { worldOptions } from "../world-options.ts";
import type { SeedRange, SeedResult, SeedWorkerOptions } from "./seed-worker.ts";

const NOTHING_TRANSFERRED: readonly never[] = [];

const { file, scenarios, faults, refine } = workerData as SeedWorkerOptions;
const options = {
  ...(await worldOptions(file, scenarios)),
  refine,
  ...(faults === null ? {} : { faults }),
};

parentPort?.on("message", (range: SeedRange) => void run(range));

async function run({ from, count, endMs }: SeedRange): Promise<void> {
  const onReport = (): boolean => Date.now() < endMs;
  const { failures, ...part } = await runSeeds({ ...options, from, count, onReport });
  const result: SeedResult = { part, failed: failures[0]?.seed ?? null };
  parentPort?.postMessage(result, NOTHING_TRANSFERRED);
}

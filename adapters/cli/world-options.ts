import { setImmediate } from "node:timers";
import type { Drain } from "@holdfast/sdk";
import { type SimulateOptions, userCasting } from "@holdfast/simulator";
import { enterWorld } from "./user/enter-world.ts";
import { loadWorkload } from "./user/load-workload.ts";

/** Waits for a macrotask: by then a handler has gone as far as it can, however long its chains. */
const drainMacrotask: Drain = async () => {
  await new Promise<void>((resolve) => setImmediate(resolve));
};

/** How worlds are run for a file with a workload, or for the simulator's own services. */
export type WorldOptions = Pick<SimulateOptions, "parts" | "casting" | "enter">;

/** Options for the worlds of a file; fails with a WorkloadError where the file is not what it should be. */
export async function worldOptions(file: string | null): Promise<WorldOptions> {
  if (file === null) return {};
  return {
    parts: { drain: drainMacrotask },
    casting: userCasting(await loadWorkload(file)),
    enter: enterWorld,
  };
}

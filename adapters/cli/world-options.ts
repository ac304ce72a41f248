import { setImmediate } from "node:timers";
import type { Drain } from "@holdfast/sdk";
import {
  faultyCasting,
  type CampaignOptions,
  scenariosNamed,
  userCasting,
  WorkloadError,
} from "@holdfast/simulator";
import { enterWorld } from "./user/enter-world.ts";
import { loadWorkload } from "./user/load-workload.ts";

/** Waits for a macrotask: by then a handler has gone as far as it can, however long its chains. */
const drainMacrotask: Drain = async () => {
  await new Promise<void>((resolve) => setImmediate(resolve));
};

/** How worlds are run for a file with a workload, or for the simulator's own services. */
export type WorldOptions = Pick<CampaignOptions, "parts" | "casting" | "enter" | "reaches">;

/**
 * Options for the worlds of a file, or of scenarios; fails with a WorkloadError where the file is
 * not what it should be.
 */
export async function worldOptions(
  file: string | null,
  scenarios: readonly string[],
): Promise<WorldOptions> {
  const [first, ...rest] = scenariosNamed(scenarios);
  if (first !== undefined) {
    const reaches = [first, ...rest].flatMap((scenario) => scenario.reaches);
    if (file === null) return { casting: faultyCasting([first, ...rest]), reaches };
    throw new WorkloadError("a file of yours and scenarios are played apart: give one of them");
  }
  if (file === null) return {};
  return {
    parts: { drain: drainMacrotask },
    casting: userCasting(await loadWorkload(file)),
    enter: enterWorld,
  };
}

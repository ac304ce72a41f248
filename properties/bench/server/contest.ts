import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Oracle } from "../../differential/oracle.ts";
import { Restartable, serviceProgram, stablePort } from "../../torture/processes.ts";
import { type ContestantName, startContestant } from "./contestant.ts";
import type { Driver } from "./drive.ts";
import type { Load } from "./load.ts";
import { type Measured, measure, type Trial } from "./measure.ts";

/** What is to be compared, and for how long. */
export interface ContestPlan {
  readonly contestants: readonly ContestantName[];
  readonly loads: readonly Load[];
  readonly connections: readonly number[];
  readonly rounds: number;
  readonly warmUpSeconds: number;
  readonly seconds: number;
}

const SERVICES = "properties/bench/dist/bench/server/services/main.js";

/**
 * Every contestant in turn, round after round (A B A B), on one service process: what the machine
 * does besides falls on all alike. Each begins on an empty folder in each round.
 */
export async function contest(
  plan: ContestPlan,
  oracle: Oracle,
  driver: Driver,
  onMeasured: (measured: Measured) => void,
): Promise<readonly Measured[]> {
  const folder = await mkdtemp(join(tmpdir(), "holdfast-bench-"));
  const port = await stablePort();
  const program = serviceProgram(SERVICES, port, {}, join(folder, "service.log"));
  const service = new Restartable({ ...program, command: oracle.node });
  const all: Measured[] = [];
  const tell = (measured: Measured): void => {
    all.push(measured);
    onMeasured(measured);
  };
  try {
    await service.start();
    for (let round = 1; round <= plan.rounds; round++) {
      for (const name of plan.contestants) {
        const place = await mkdtemp(join(folder, `${name}-`));
        const contestant = await startContestant(name, oracle, port, place);
        const who = { round, name, contestant, servicePid: service.pid };
        await turn(plan, { ...who, driver }, tell);
        await rm(place, { recursive: true });
      }
    }
  } finally {
    await service.kill();
    await rm(folder, { recursive: true });
  }
  return all;
}

/** All loads on one contestant, which then ends. */
async function turn(
  { loads, connections, warmUpSeconds, seconds }: ContestPlan,
  who: Pick<Trial, "round" | "name" | "contestant" | "servicePid" | "driver">,
  tell: (measured: Measured) => void,
): Promise<void> {
  try {
    for (const load of loads.filter(who.contestant.carries)) {
      for (const count of connections) {
        tell(await measure({ ...who, load, connections: count, warmUpSeconds, seconds }));
      }
    }
  } finally {
    await who.contestant.close();
  }
}

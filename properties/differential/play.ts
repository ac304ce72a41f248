import { normalise, type Observation } from "./normalise.ts";
import type { Scenario, Verdict } from "./scenario.ts";
import { Side } from "./side.ts";
import type { Stage } from "./stage.ts";

/** A scenario and what became of it. */
export interface Played {
  readonly scenario: Scenario;
  readonly verdict: Verdict;
}

const AT_ONCE = 8;
const SCENARIO_LIMIT_MS = 30_000;

/** What an admin API answers that does not know the path at all. */
const NO_SUCH_ROUTE = shownAs({ status: 404, body: "" });

/** Plays all on both servers, some at a time; in the order given. */
export async function playAll(stage: Stage, scenarios: readonly Scenario[]): Promise<Played[]> {
  const played: Played[] = [];
  const entries = scenarios.entries();
  async function work(): Promise<void> {
    for (const [index, each] of entries) {
      played[index] = { scenario: each, verdict: await play(stage, each, `k${index}`) };
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  for (const server of [stage.real, stage.holdfast]) {
    if (!server.isAlive()) throw new Error(`${server.name} has ended by itself`);
  }
  return played;
}

async function play(stage: Stage, each: Scenario, key: string): Promise<Verdict> {
  const sides = [stage.real, stage.holdfast].map((server) => new Side(server));
  const [real = "", holdfast = ""] = await Promise.all(
    sides.map((side) => observe(each.play(side, key))),
  );
  const isSame = real === holdfast;
  if (!isSame && holdfast === NO_SUCH_ROUTE) return { _tag: "Missing" };
  if (each.better === undefined) {
    return isSame ? { _tag: "Same" } : { _tag: "Different", real, holdfast };
  }
  // A difference that is none any more has to leave the list.
  return isSame
    ? { _tag: "Different", real, holdfast: "the same, though it is listed as different" }
    : { _tag: "Better", why: each.better };
}

/** What was seen, as text; a scenario that cannot go on has seen that. */
async function observe(playing: Promise<Observation>): Promise<string> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Observation>((resolve) => {
    timer = setTimeout(() => resolve(`no end in ${SCENARIO_LIMIT_MS} ms`), SCENARIO_LIMIT_MS);
  });
  const seen = await Promise.race([playing, late]).catch((error: unknown): Observation => ({
    broke: String(error),
  }));
  clearTimeout(timer);
  return shownAs(seen);
}

function shownAs(seen: Observation): string {
  return JSON.stringify(normalise(seen), null, 1);
}

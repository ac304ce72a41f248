import { expect, it } from "vitest";
import { tryPoints } from "../crash-points/trial.ts";
import { simulate } from "../simulate.ts";
import { faultyCasting } from "../staging/casting.ts";
import { SCENARIOS, scenariosNamed } from "./index.ts";

/** Worlds full of faults for each scenario. */
const SEEDS = 4;

it("has at least two dozen scenarios, each with a name of its own", () => {
  expect(SCENARIOS.length).toBeGreaterThanOrEqual(24);
  expect(new Set(SCENARIOS.map(({ name }) => name)).size).toBe(SCENARIOS.length);
  expect(() => scenariosNamed(["call", "cal"])).toThrow(/^'cal' is no scenario; there are: call, /);
});

it.each(SCENARIOS)("$name: $says", async (scenario) => {
  const { report } = await tryPoints(scenario, []);
  expect(report.violation).toBeNull();
  const unreached = scenario.reaches.filter((each) => report.sometimes[each] === 0);
  expect(unreached, "the scenario does not show what it says").toEqual([]);
  for (let seed = 1; seed <= SEEDS; seed++) {
    const faulty = await simulate({ seed, casting: faultyCasting([scenario]) });
    expect(faulty.violation, `seed ${seed}`).toBeNull();
  }
});

it("notices an end that is not the one that a scenario says", async () => {
  const [call] = scenariosNamed(["call"]);
  if (call === undefined) throw new Error("there is no such scenario");
  const { report } = await tryPoints({ ...call, ends: ["buyer: coffee"] }, []);
  expect(report.violation?.message).toBe(
    "the scenario's end: instead of [buyer: coffee] " +
      "there is [buyer: tea: charge, ship; did: charge, ship]",
  );
});

it("notices a client that is never told", async () => {
  const [call] = scenariosNamed(["call"]);
  if (call === undefined) throw new Error("there is no such scenario");
  const { report } = await tryPoints(
    {
      ...call,
      clients: {
        *waiter(client) {
          yield* client.until("the cows come home");
        },
      },
    },
    [],
  );
  expect(report.violation?.message).toBe(
    "the scenario's end: the client 'waiter' is not done: it waits for 'the cows come home'",
  );
});

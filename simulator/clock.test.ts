import { expect, it } from "vitest";
import { runSeeds } from "./index.ts";
import { type Casting, SIMULATED_CAST } from "./cast.ts";

const SEEDS = 25;
const FAULTS = ["engine-crash", "clock-back"] as const;
const HOUR_MS = 3_600_000;

/** The usual services on hosts whose clocks go back by up to so much while they are down. */
const goingBackBy = (clockBackMs: number): Casting => ({
  draw: (choices) => {
    const drawn = SIMULATED_CAST.draw(choices);
    return { ...drawn, settings: { ...drawn.settings, clockBackMs } };
  },
});

it("keeps every claim while clocks go back by less than a timer may be late (A-CLOCK-1)", async () => {
  const casting = goingBackBy(300);
  const { failures, faults } = await runSeeds({ from: 1, count: SEEDS, faults: FAULTS, casting });
  expect(failures).toEqual([]);
  expect(faults["clock-back"]).toBeGreaterThan(0);
}, 60_000);

it("lets what waits for a time wait longer when they go back by hours, and breaks nothing else", async () => {
  const casting = goingBackBy(6 * HOUR_MS);
  const { failures } = await runSeeds({
    from: 1,
    count: SEEDS,
    maxFailures: SEEDS,
    faults: FAULTS,
    casting,
  });
  const claims = new Set(failures.map(({ violation }) => violation?.claim));
  expect(claims.size).toBeGreaterThan(0);
  for (const claim of claims) expect(["L-COMPLETE-1", "L-LOCK-1"]).toContain(claim);
}, 60_000);

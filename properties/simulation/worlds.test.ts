import { type Parts, type Report, shrink, simulate, wantedCasting } from "@holdfast/simulator";
import fc from "fast-check";
import { expect, it } from "vitest";
import { BUGS } from "../zoo/bugs/index.ts";
import { infect } from "../zoo/infect.ts";
import { type Planned, planned } from "./arbitrary-world.ts";

const RUNS = 60;

/** The schedule of a world: no history becomes simpler by a smaller number. */
const seed = fc.noShrink(fc.nat({ max: 0x7fff_ffff }));

function run({ settings, wanted }: Planned, ofSeed: number, parts: Partial<Parts> = {}) {
  return simulate({ seed: ofSeed, casting: wantedCasting(settings, wanted), parts });
}

it("keeps every claim, whatever clients want, handlers do and faults strike", async () => {
  const reached = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(planned, seed, async (world, ofSeed) => {
      const { violation, sometimes } = await run(world, ofSeed);
      for (const [name, n] of Object.entries(sometimes)) {
        reached.set(name, (reached.get(name) ?? 0) + n);
      }
      expect(violation).toBeNull();
    }),
    { numRuns: RUNS },
  );
  const put = ["completed", "suspended", "woken", "retried", "inboxed then started", "slept"];
  expect(put.filter((name) => (reached.get(name) ?? 0) === 0)).toEqual([]);
}, 60_000);

it("finds a planted bug, and its history is made short like that of any seed", async () => {
  const bug = BUGS.find(({ name }) => name === "last-in-first-out");
  if (bug === undefined) throw new Error("the zoo has no such bug any more");
  const { parts } = infect(bug);
  let found: Report | null = null;
  const { failed, counterexample } = await fc.check(
    fc.asyncProperty(planned, seed, async (world, ofSeed) => {
      const report = await run(world, ofSeed, parts);
      if (report.violation === null) return true;
      found ??= report;
      return false;
    }),
    // A smaller workload meets another schedule, so that what fast-check makes of it is no simpler.
    { numRuns: 200, seed: 1, endOnFailure: true },
  );
  expect(failed).toBe(true);
  const [world] = counterexample ?? [];
  if (found === null || world === undefined) throw new Error("the bug was not found");
  const before = found as Report;
  expect(before.violation?.claim).toBe("S-LOCK-2");
  const { report } = await shrink(before, {
    parts,
    casting: wantedCasting(world.settings, world.wanted),
    maxWorlds: 100,
  });
  expect(report.violation?.claim).toBe("S-LOCK-2");
  expect(report.steps).toBeLessThan(before.steps);
}, 60_000);

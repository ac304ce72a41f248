import { expect, it } from "vitest";
import { faultsNamed, formatFailure, runSeeds, simulate } from "./index.ts";

const SEEDS = 300;
/** Seeds within which everything has to have come about: cancels of some states are rare. */
const SEEDS_FOR_ALL = 1_500;

it("keeps every claim in some hundred worlds, and puts each to the test", async () => {
  let unreached: readonly string[] | null = null;
  for (let from = 1; from < SEEDS_FOR_ALL && unreached?.length !== 0; from += SEEDS) {
    const campaign = await runSeeds({ from, count: SEEDS });
    expect(campaign.failures.map((failure) => formatFailure(failure))).toEqual([]);
    expect(campaign.seeds).toBe(SEEDS);
    const missed: readonly string[] = campaign.unreached;
    unreached = unreached === null ? missed : unreached.filter((name) => missed.includes(name));
  }
  expect(unreached, "never struck, or never came about").toEqual([]);
}, 300_000);

it("runs the same world for the same seed, and another for another", async () => {
  const hashes = new Set<string>();
  for (let seed = 1; seed <= 20; seed++) {
    const [first, again] = [await simulate({ seed }), await simulate({ seed })];
    expect(again.traceHash, `seed ${seed}`).toBe(first.traceHash);
    expect(again.events).toEqual(first.events);
    hashes.add(first.traceHash);
  }
  expect(hashes.size).toBe(20);
}, 300_000);

it("runs a recorded tape to the same end, and an empty one without any fault", async () => {
  const recorded = await simulate({ seed: 3 });
  const replayed = await simulate({ seed: 3, tape: recorded.tape });
  expect(replayed.traceHash).toBe(recorded.traceHash);
  const calm = await simulate({ seed: 3, tape: [] });
  expect(calm.violation).toBeNull();
  expect(calm.sometimes["completed"]).toBeGreaterThan(0);
  expect(Object.values(calm.faults).every((count) => count === 0)).toBe(true);
});

it("shows a failure with its seed, its claim and the last events", async () => {
  const parts = { applyBatch: () => undefined };
  const { failures } = await runSeeds({ from: 1, count: 1, parts });
  const [failure] = failures;
  if (failure === undefined) throw new Error("a disk that keeps nothing was not noticed");
  const text = formatFailure(failure, 5);
  expect(text.split("\n")).toHaveLength(7);
  expect(text).toMatch(/^seed 1: [SL]-[A-Z]+-\d: /);
});

it("lets only the named faults strike, each of them, and the same again from a tape", async () => {
  const faults = faultsNamed(["slow-disk", "split-chunk"]);
  const campaign = await runSeeds({ from: 1, count: 15, faults });
  expect(campaign.failures).toEqual([]);
  const struck = Object.entries(campaign.faults).filter(([, count]) => count > 0);
  expect(struck.map(([name]) => name).toSorted()).toEqual(["slow-disk", "split-chunk"]);
  expect(campaign.unreached).not.toContain("engine-crash");
  const recorded = await simulate({ seed: 3, faults });
  const again = await simulate({ seed: 3, faults, tape: recorded.tape });
  expect(again.traceHash).toBe(recorded.traceHash);
});

it("says which faults there are, asked for one that there is not", () => {
  expect(() => faultsNamed(["slow-dsik"])).toThrow(
    /'slow-dsik' is no fault; there are: .*slow-disk/,
  );
});

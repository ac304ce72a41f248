import { describe, expect, it } from "vitest";
import { scenariosNamed } from "../scenarios/index.ts";
import { BOUNDS, deviate, exhaust } from "./index.ts";
import { EnumeratedChoices } from "./enumerated-choices.ts";
import { Odometer } from "./odometer.ts";

const [TWO] = scenariosNamed(["two-on-one-key"]);
if (TWO === undefined) throw new Error("there is no such scenario");
const SCENARIO = TWO;

describe("the odometer", () => {
  /** All sequences that a run which chooses like this can make. */
  function all(run: (choose: (size: number) => number) => void): readonly string[] {
    const odometer = new Odometer();
    const seen: string[] = [];
    do {
      const made: number[] = [];
      run((size) => {
        const at = odometer.choose(size);
        made.push(at);
        return at;
      });
      seen.push(made.join(""));
    } while (odometer.advance());
    return seen;
  }

  it("makes every sequence once, the calm one first", () => {
    expect(all((choose) => [choose(2), choose(3)])).toEqual(["00", "01", "02", "10", "11", "12"]);
  });

  it("follows runs whose choices depend on those before", () => {
    const seen = all((choose) => {
      if (choose(2) === 1) choose(3);
      else choose(2);
    });
    expect(seen).toEqual(["00", "01", "10", "11", "12"]);
  });

  it("says where a run is not what it was", () => {
    let size = 2;
    expect(() => all((choose) => [choose(size++), choose(2)])).toThrow(
      "choice 0 has 3 values, and had 2 before",
    );
  });
});

describe("the oracle", () => {
  /** What runs of six choices between two come to, of which so many may differ from the calm one. */
  function countOf(mostChoices: number): number {
    const odometer = new Odometer();
    const seen = new Set<string>();
    do {
      const bounds = { ...BOUNDS, mostChoices };
      const choices = new EnumeratedChoices(bounds, (size) => odometer.choose(size));
      for (let i = 0; i < 6; i++) choices.below(1_000);
      seen.add(choices.tape.join());
    } while (odometer.advance());
    return seen.size;
  }

  it("differs from the calm choice as often as it may, at every place", () => {
    expect([0, 1, 2, 6].map(countOf)).toEqual([1, 1 + 6, 1 + 6 + 15, 64]);
  });
});

describe("two clients of one key", () => {
  it("end well in every run with one crash of the engine", async () => {
    const all = await exhaust(SCENARIO, { ...BOUNDS, mostChoices: 0 });
    expect(all.failures).toEqual([]);
    expect(all.complete).toBe(true);
    expect(all.runs).toBeGreaterThan(40);
  });

  it("end well in every run with one thing late", async () => {
    const all = await exhaust(SCENARIO, { ...BOUNDS, mostFaults: 0 });
    expect(all.failures).toEqual([]);
    expect(all.complete).toBe(true);
    expect(all.histories).toBeGreaterThan(20);
  });

  it("do not where the disk forgets, and the run that shows it is the same again", async () => {
    let batches = 0;
    // The fifth batch of each run, which takes another one where something came in another order.
    const parts = {
      applyBatch: (tables, changes) => {
        if (++batches % 5 !== 0) tables.apply(changes);
      },
    } satisfies NonNullable<Parameters<typeof exhaust>[2]>["parts"];
    const { failures, complete } = await exhaust(SCENARIO, BOUNDS, { parts });
    expect(complete).toBe(false);
    const [failure] = failures;
    if (failure === undefined) throw new Error("a disk that forgets was not noticed");
    batches = 0;
    const again = await deviate(SCENARIO, BOUNDS, failure.deviations, { parts });
    expect(again.report.violation).toEqual(failure.report.violation);
  });
});

import { type Ahead, Engine } from "@holdfast/core";
import { expect, it } from "vitest";
import { type Parts, runSeeds, shrink, simulate } from "./index.ts";

/** Events that a history of the bug below needs at most. */
const SHORT = 60;

/** The last to come is the first to start. */
const LAST_IN_FIRST_OUT: Partial<Parts> = {
  makeEngine: (config, durable, watch) => {
    const engine = new Engine(config, durable, watch);
    const { ahead } = engine as unknown as { readonly ahead: Ahead };
    const scan = ahead.scan.bind(ahead);
    ahead.scan = (table, group, from, limit) =>
      table === "inbox"
        ? [...scan(table, group, from)].reverse().slice(0, limit)
        : scan(table, group, from, limit);
    return engine;
  },
};

it("makes the history of a broken claim short, and the same again from its tape", async () => {
  const { failures } = await runSeeds({ from: 1, count: 100, parts: LAST_IN_FIRST_OUT });
  const [found] = failures;
  if (found === undefined) throw new Error("the bug was not found");
  const { report, worlds } = await shrink(found, { parts: LAST_IN_FIRST_OUT, maxWorlds: 300 });
  expect(worlds).toBeLessThanOrEqual(300);
  expect(report.violation?.claim).toBe("S-LOCK-2");
  expect(report.steps).toBeLessThan(SHORT);
  expect(report.story.length).toBeLessThanOrEqual(15);
  expect(report.steps).toBeLessThan(found.steps);
  const again = await simulate({
    seed: found.seed,
    tape: report.tape,
    parts: LAST_IN_FIRST_OUT,
  });
  expect(again.traceHash).toBe(report.traceHash);
  expect(again.violation).toEqual(report.violation);
}, 300_000);

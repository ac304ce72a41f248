import { expect, it } from "vitest";
import { simulate } from "../simulate.ts";
import { LiveWorld } from "./live-world.ts";
import { recordWorld } from "./record-world.ts";

it("runs a world bit by bit to the same end, with the same recording", async () => {
  const world = LiveWorld.begin({ seed: 3, refine: false });
  let bits = 0;
  for (; world.report === null; bits++) {
    const before = world.recording.moments.length;
    await world.advance(1 + (bits % 40));
    if (world.report === null) expect(world.recording.moments.length).toBeGreaterThan(before);
  }
  expect(bits).toBeGreaterThan(10);
  const { report, recording } = await recordWorld({ seed: 3, refine: false });
  expect(world.report.traceHash).toBe(report.traceHash);
  expect(world.recording.moments).toEqual(recording.moments);
  expect((await simulate({ seed: 3, refine: false })).traceHash).toBe(report.traceHash);
});

it("stands still until it is told to run, and after it has ended", async () => {
  const world = LiveWorld.begin({ seed: 2, refine: false, parts: { applyBatch: () => undefined } });
  const begun = world.recording.moments.length;
  await Promise.resolve();
  expect(world.recording.moments.length).toBe(begun);
  await world.advance(Number.POSITIVE_INFINITY);
  expect(world.report?.violation).not.toBeNull();
  expect(world.recording.moments.at(-1)?.kind).toBe("Breach");
  const { length } = world.recording.moments;
  await world.advance(10);
  expect(world.recording.moments.length).toBe(length);
});

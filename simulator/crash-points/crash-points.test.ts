import { describe, expect, it, vi } from "vitest";
import { scenariosNamed } from "../scenarios/index.ts";
import { CRASHES, enumeratePoints } from "./enumerate.ts";
import { formatPoint, parsePoints } from "./point.ts";
import { replayCommand, tryPoints } from "./trial.ts";

// Each is hundreds of worlds, which a busy machine may be slow to run.
vi.setConfig({ testTimeout: 120_000 });

/** A few of all: the rest is for `npm run crash-points`. */
const FEW = scenariosNamed(["call", "sleep", "awakeable", "flaky-run", "suspension", "kill-tree"]);

describe("a crash at every point", () => {
  it.each(FEW)("of $name is recovered from", async (scenario) => {
    const { crashPoints, singles, failures } = await enumeratePoints(scenario, {
      faults: CRASHES,
      pairs: false,
    });
    expect(failures.map((failure) => replayCommand(failure))).toEqual([]);
    expect(crashPoints).toBeGreaterThan(20);
    expect(singles).toBeGreaterThan(2 * crashPoints);
  });

  it("of one scenario is recovered from where the engine dies a second time", async () => {
    const [scenario] = scenariosNamed(["awakeable"]);
    if (scenario === undefined) throw new Error("there is no such scenario");
    const { pairs, failures } = await enumeratePoints(scenario, { faults: ["engine-crash"] });
    expect(failures.map((failure) => replayCommand(failure))).toEqual([]);
    expect(pairs).toBeGreaterThan(500);
  });

  it("and any other fault at every point changes nothing of the end of a call", async () => {
    const [scenario] = scenariosNamed(["call"]);
    if (scenario === undefined) throw new Error("there is no such scenario");
    const { otherPoints, failures } = await enumeratePoints(scenario, { pairs: false });
    expect(failures.map((failure) => replayCommand(failure))).toEqual([]);
    expect(otherPoints).toBeGreaterThan(50);
  });
});

it("strikes exactly where it was told to, and the same each time", async () => {
  const [scenario] = scenariosNamed(["call"]);
  if (scenario === undefined) throw new Error("there is no such scenario");
  const points = parsePoints("engine-crash@7:kept, endpoint-crash@5");
  const [first, again] = [await tryPoints(scenario, points), await tryPoints(scenario, points)];
  expect(again.report.traceHash).toBe(first.report.traceHash);
  expect(first.planned.missed).toEqual([]);
  expect(first.report.faults).toMatchObject({
    "engine-crash": 1,
    "kept-batch": 1,
    "endpoint-crash": 1,
  });
  expect(replayCommand(first)).toBe(
    "holdfast replay --scenario call --crash engine-crash@7:kept,endpoint-crash@5:unsent",
  );
  const never = await tryPoints(scenario, parsePoints("engine-crash@700"));
  expect(never.planned.missed.map(formatPoint)).toEqual(["engine-crash@700:lost"]);
});

it("says what is wrong with a point", () => {
  expect(() => parsePoints("17")).toThrow(/^'17' is no point: write it as engine-crash@17 or /);
  expect(() => parsePoints("engine-crash@0")).toThrow(/^'engine-crash@0' is no point/);
  expect(() => parsePoints("engine-crush@1")).toThrow(/^'engine-crush' is no fault; there are: /);
  expect(() => parsePoints("engine-crash@1:sent")).toThrow(
    /^engine-crash does not strike as 'sent', but as: lost, torn, kept$/,
  );
});

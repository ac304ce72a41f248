import { describe, expect, it } from "vitest";
import { medianOf, ratioOf } from "./compare.ts";
import type { ContestantName } from "./contestant.ts";
import type { Measured } from "./measure.ts";
import { serverSection } from "./page.ts";
import { plotOf } from "./plot.ts";
import { targetsOf } from "./targets.ts";

function measured(
  round: number,
  contestant: ContestantName,
  requestsPerSecond: number,
  connections = 32,
): Measured {
  return {
    round,
    contestant,
    load: "noop",
    connections,
    requests: requestsPerSecond,
    requestsPerSecond,
    p50Ms: 1_000 / requestsPerSecond,
    p99Ms: 2_000 / requestsPerSecond,
    serverCpuUs: 100,
    serviceCpuUs: 50,
    residentMiB: 200,
    writtenBytes: 4_096,
    errors: 0,
  };
}

/** The second round fell on a slow moment of the machine: both are slower, the ratio is not. */
const ROUNDS = [
  measured(1, "holdfast", 3_000),
  measured(1, "real", 1_000),
  measured(2, "holdfast", 300),
  measured(2, "real", 100),
  measured(3, "holdfast", 8_000),
  measured(3, "real", 2_000),
];
const PAIR = { load: "noop", connections: 32, of: "holdfast", by: "real" } as const;

describe("what two contestants did in the same rounds", () => {
  it("is compared round by round", () => {
    expect(ratioOf(ROUNDS, PAIR, "requestsPerSecond")).toEqual({
      median: 3,
      least: 3,
      greatest: 4,
    });
    expect(medianOf(ROUNDS, PAIR, "requestsPerSecond")).toBe(3_000);
  });

  it("is not compared where one of them has nothing", () => {
    expect(ratioOf(ROUNDS, { ...PAIR, by: "relay" }, "requestsPerSecond")).toBeNull();
    expect(ratioOf(ROUNDS, { ...PAIR, connections: 1 }, "p50Ms")).toBeNull();
  });

  it("meets a target or misses it by the median", () => {
    const verdicts = targetsOf(ROUNDS).map(({ aim, isMet }) => [aim.split(",")[0], isMet]);
    expect(verdicts).toContainEqual(["requests/s at 32", true]);
    expect(verdicts).toContainEqual(["server CPU for a request at 32", false]);
  });

  it("is told in a table and a plot", () => {
    const about = { machine: "a machine", node: "20", day: "today", rounds: 3, seconds: 4 };
    expect(serverSection(ROUNDS, about)).toContain("3.00 (3.00-4.00)");
    expect(plotOf(ROUNDS, 32)).toContain(">3,000<");
  });
});

import { execFileSync } from "node:child_process";

import { beforeAll, expect, test } from "vitest";

import { inRepository } from "./processes.ts";
import { torture } from "./torture.ts";

const TEST_LIMIT_MS = 60_000;

// The service runs as a process of its own, which Node 20 cannot start from TypeScript.
beforeAll(() => {
  const tsc = inRepository("node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-b", inRepository("properties/torture")]);
}, TEST_LIMIT_MS);

test(
  "two rounds of kills break no promise, and every step of the server is one of the specification",
  async () => {
    const said: string[] = [];
    const { counts, violations, traced } = await torture({
      rounds: 2,
      invocations: 60,
      seed: 2,
      spareAwakeables: process.env["HOLDFAST_COMMAND"] !== undefined,
      say: (line) => said.push(line),
    });
    expect(violations, said.join("\n")).toEqual([]);
    expect(counts.serverKills).toBeGreaterThan(1);
    expect(counts.serviceKills).toBeGreaterThan(1);
    expect(counts.hitByKills).toBeGreaterThan(20);
    expect(counts.clientRetries).toBeGreaterThan(0);
    if (process.env["HOLDFAST_COMMAND"] !== undefined) return;
    expect(traced?.steps).toBeGreaterThan(1_000);
    expect(traced?.engines).toBeGreaterThan(1);
  },
  TEST_LIMIT_MS,
);

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it, vi } from "vitest";

// Each run of the command starts a process, which a busy machine may be slow to do.
vi.setConfig({ testTimeout: 120_000 });

const COMMAND = fileURLToPath(new URL("./holdfast.mjs", import.meta.url));

let folder = "";
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-scenarios-"))));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs the built command to its end. */
function holdfast(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

it("plays scenarios: with a fault at each point, at a point, and in worlds of seeds", () => {
  const report = join(folder, "points.json");
  const faults = ["--faults", "engine-crash", "--pairs", "none"];
  const all = holdfast("crash-points", "--scenario", "call", ...faults, "--json", report);
  expect(all).toMatchObject({ status: 0, stderr: "" });
  expect(all.stdout).toMatch(/^1 scenarios, (\d+) crash points, .* all recover$/m);
  expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject([
    { scenario: "call", pairs: 0, failures: [] },
  ]);
  const one = holdfast("replay", "--scenario", "call", "--crash", "engine-crash@7:kept");
  expect(one.status).toBe(0);
  expect(one.stdout).toMatch(/! engine 0 +crashes/);
  const never = holdfast("replay", "--scenario", "call", "--crash", "engine-crash@700");
  expect(never).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/call does not come to engine-crash@700:lost: it has \d+/),
  });
  const seeds = holdfast("simulate", "--scenario", "call,saga", "--seeds", "4", "--json", report);
  expect(seeds).toMatchObject({ status: 0, stderr: "" });
  expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({
    scenarios: ["call", "saga"],
    seeds: 4,
    failures: [],
  });
  const unknown = holdfast("simulate", "--scenario", "cal");
  expect(unknown.status).toBe(2);
  expect(unknown.stdout + unknown.stderr).toMatch(/'cal' is no scenario; there are: call, /);
});

it("plays a small scenario in every way, and one of the ways again", () => {
  const calm = ["--most-choices", "0"];
  const all = holdfast("exhaustive", "--scenario", "two-on-one-key", ...calm);
  expect(all).toMatchObject({ status: 0, stderr: "" });
  expect(all.stdout).toMatch(/^two-on-one-key +\d+ runs, \d+ different histories, complete$/m);
  const one = holdfast("exhaustive", "--scenario", "two-on-one-key", ...calm, "--only", "3=1");
  expect(one.status).toBe(0);
  expect(one.stdout).toMatch(/! engine 0 +crashes/);
  const narrow = holdfast("exhaustive", "--width", "1");
  expect(narrow).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("--width is 1; it has to be at least 2"),
  });
});

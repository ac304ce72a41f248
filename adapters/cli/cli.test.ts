import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";

// Each run of the command starts a process, which a busy machine may be slow to do.
vi.setConfig({ testTimeout: 120_000 });

const COMMAND = fileURLToPath(new URL("./holdfast.mjs", import.meta.url));

/** Runs the built command to its end. */
function holdfast(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

describe("the holdfast command", { timeout: 120_000 }, () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-cli-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("tells its version", () => {
    const { status, stdout } = holdfast("--version");
    expect(status).toBe(0);
    expect(stdout.trim()).toMatch(/^\d+\.\d+\.\d+$/);
  });

  it("fails with one line that says what is wrong", () => {
    const badPort = holdfast("serve", "--ingress-port", "70000");
    expect(badPort.status).toBe(1);
    expect(badPort.stderr).toMatch(/^holdfast: .*ingressPort has to be a port from 0 to 65535/);
    const file = join(folder, "a-file");
    writeFileSync(file, "");
    const badData = holdfast("serve", "--data", join(file, "below"), "--ingress-port", "0");
    expect(badData.status).toBe(1);
    expect(badData.stderr).toMatch(/^holdfast: .*a file stands where a directory is needed/m);
    expect(holdfast("frobnicate").status).toBe(2);
  });

  it("simulates worlds, sums them up, and writes a report", () => {
    const report = join(folder, "report.json");
    const ran = holdfast("simulate", "--seeds", "5", "--json", report);
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^5 worlds, \d+ events .* 0 claims broken/);
    expect(JSON.parse(readFileSync(report, "utf8"))).toMatchObject({ seeds: 5, failures: [] });
  });

  it("writes the same report for any number of threads", () => {
    const [one, three] = ["1", "3"].map((jobs) => {
      const report = join(folder, `report-${jobs}.json`);
      expect(holdfast("simulate", "--seeds", "60", "--jobs", jobs, "--json", report).status).toBe(
        0,
      );
      return readFileSync(report, "utf8");
    });
    expect(three).toBe(one);
    expect(holdfast("simulate", "--jobs", "0").status).toBe(2);
  });

  it("replays a world in which only some faults struck, where it is told which", () => {
    const args = ["--faults", "slow-disk", "--events", "100000", "7"];
    const { stdout } = holdfast("replay", ...args);
    const faults = stdout.split("\n").filter((line) => line.includes(" ! "));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.filter((line) => !line.includes("slow-disk"))).toEqual([]);
    expect(holdfast("replay", "--faults", "slow-dsik", "7")).toMatchObject({ status: 2 });
  });

  it("replays a world: the same seed gives the same trace", () => {
    const [first, second, other] = ["7", "7", "8"].map((seed) => holdfast("replay", seed).stdout);
    expect(first).toMatch(/trace [0-9a-f]{16}/);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
    const tape = join(folder, "tape.json");
    writeFileSync(tape, '{"seed": 7, "tape": [0, 0, 0]}');
    expect(holdfast("replay", tape).stdout).toMatch(/is at rest/);
    expect(holdfast("replay", "no-such-file")).toMatchObject({ status: 2 });
  });

  it("writes no trace where it cannot, and says so", () => {
    const file = join(folder, "no-folder", "trace.ndjson");
    const ran = holdfast("serve", "--data", join(folder, "data"), "--trace", file);
    expect(ran.status).toBe(2);
    expect(ran.stderr).toMatch(/^holdfast: the trace .*trace\.ndjson cannot be written: ENOENT/);
  });

  it("checks traces", () => {
    const missing = holdfast("check-trace", join(folder, "missing"));
    expect(missing).toMatchObject({ status: 2, stdout: "" });
    expect(missing.stderr).toMatch(/^holdfast: .*missing cannot be read: ENOENT/);
    const file = join(folder, "trace.ndjson");
    const start = {
      ...{ _tag: "Start", format: 1, version: "0", atMs: 1, epoch: 1, lastBatch: 0, told: false },
      ...{ partition: { index: 0, count: 1 }, rows: { count: 0, digest: "0".repeat(16) } },
    };
    writeFileSync(file, `${JSON.stringify(start)}\n{"_tag":"Ste`);
    const accepted = holdfast("check-trace", file);
    expect(accepted).toMatchObject({ status: 0, stderr: "" });
    expect(accepted.stdout).toBe(
      "2 lines, 1 of them unfinished, 0 steps, 0 batches, 1 engine starts accepted\n",
    );
    expect(holdfast("check-trace", file, "--to", "1").stdout).toMatch(/^after line 1:\nengine of/);
    const beyond = holdfast("check-trace", file, "--to", "3", "--id", "me");
    expect(beyond).toMatchObject({ status: 2 });
    expect(beyond.stderr).toMatch(/^holdfast: --id is "me", which is no invocation's/);
    const line = { _tag: "Append", batch: 2, changes: 1 };
    writeFileSync(file, `${JSON.stringify(start)}\n${JSON.stringify(line)}\n`);
    const refused = holdfast("check-trace", file);
    expect(refused.status).toBe(1);
    expect(refused.stdout).toBe(
      `1 lines, 0 steps, 0 batches, 1 engine starts accepted\n${JSON.stringify(line)}\n`,
    );
    expect(refused.stderr).toMatch(/trace\.ndjson:2: this cannot be: batch 1 is the next/);
  });
});

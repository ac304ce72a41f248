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
});

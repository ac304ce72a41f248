import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const COMMAND = fileURLToPath(new URL("../holdfast.mjs", import.meta.url));
const EXAMPLES = fileURLToPath(new URL("../../../docs/examples/simulate/src/", import.meta.url));

/** Runs the built command to its end. */
function holdfast(...args: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [COMMAND, ...args], {
    encoding: "utf8",
    timeout: 60_000,
  });
  return { status, stdout, stderr };
}

function example(name: string): string {
  return join(EXAMPLES, `${name}.simulation.ts`);
}

/** The seed in whose world something was found broken. */
function seedIn(stdout: string): string {
  return /^seed (\d+):/m.exec(stdout)?.[1] ?? "";
}

/** The printed events of a world. */
function historyIn(stdout: string): string {
  return stdout.match(/^ +\d+ +\d+\.\d{3} .*$/gm)?.join("\n") ?? "none";
}

describe("handlers of a user's own", { timeout: 120_000 }, () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-user-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("are attacked, and hold", () => {
    const ran = holdfast("simulate", example("orders"), "--seeds", "30", "--no-refine");
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    expect(ran.stdout).toMatch(/^30 worlds, .* 0 claims broken/);
  });

  it("are shown to do something twice, in a history that replays", () => {
    const file = example("charged-twice");
    const tape = join(folder, "tape.json");
    const ran = holdfast("simulate", file, "--seeds", "100", "--no-refine", "--tape", tape);
    expect(ran.status).toBe(1);
    expect(ran.stderr).toBe("holdfast: your ledger is broken\n");
    const broken = /your ledger: '(order-\d)' is in the ledger 'charges' 2 times/;
    expect(ran.stdout).toMatch(broken);
    const again = holdfast("replay", tape, file);
    expect(again.status).toBe(1);
    expect(again.stdout).toMatch(broken);
    expect(again.stdout).toContain(historyIn(ran.stdout));
    expect(holdfast("replay", seedIn(ran.stdout), file).stdout).toMatch(broken);
  });

  it("run the same world whether or not the loader has their file in its cache", () => {
    const cache = mkdtempSync(join(folder, "cache-"));
    const replayed = (): string => {
      const args = [COMMAND, "replay", "2", example("orders"), "--events", "2000"];
      const env = { ...process.env, TMPDIR: cache };
      return spawnSync(process.execPath, args, { encoding: "utf8", timeout: 60_000, env }).stdout;
    };
    const first = replayed();
    expect(first).toMatch(/^trace [0-9a-f]{16}: \d+ events/m);
    expect(replayed()).toBe(first);
  });

  it("find the same on several threads", () => {
    const [one, two] = ["1", "2"].map((jobs) => {
      const report = join(folder, `report-${jobs}.json`);
      const options = ["--seeds", "80", "--no-refine", "--jobs", jobs, "--json", report];
      expect(holdfast("simulate", example("charged-twice"), ...options).status).toBe(1);
      return readFileSync(report, "utf8");
    });
    expect(two).toBe(one);
  });

  it("are shown to decide otherwise when they are replayed", () => {
    const ran = holdfast("simulate", example("undecided"), "--seeds", "100", "--no-refine");
    expect(ran.status).toBe(1);
    expect(ran.stdout).toMatch(
      /your handler: Undecided\/go \(.*\) did something else than before: journal mismatch at command 1: the handler issues .*, the journal holds /,
    );
    expect(ran.stdout).toMatch(/throws the dice of its host/);
  });

  it("are not waited for where they wait for what no world has", () => {
    const ran = holdfast("simulate", example("stuck"), "--seeds", "1");
    expect(ran.status).toBe(1);
    expect(ran.stdout).toMatch(
      /your handler: Stuck\/read \(.*\) waits for ever in the run 'read a file'/,
    );
  });

  it("are refused with what is wrong with their file", () => {
    const write = (name: string, text: string): string => {
      const path = join(folder, name);
      writeFileSync(path, text);
      return path;
    };
    const none = holdfast("simulate", write("none.mjs", "export const a = 1;"));
    expect(none.status).toBe(2);
    expect(none.stderr).toMatch(/does not export a workload; write: export const workload/);
    const wrong = write(
      "wrong.mjs",
      `const service = { name: "A", type: "Service", handlers: new Map(), options: {} };
       export const workload = { services: [service], calls: [{ service: "B", handler: "b" }] };`,
    );
    const unknown = holdfast("simulate", wrong, "--seeds", "1");
    expect(unknown.status).toBe(2);
    expect(unknown.stderr).toMatch(/call 0 of the workload is for the service 'B'; there are: A/);
    expect(holdfast("simulate", "no-such-file.ts")).toMatchObject({ status: 2 });
    expect(holdfast("simulate", write("broken.ts", "export const = 1;"))).toMatchObject({
      status: 2,
    });
  });
});

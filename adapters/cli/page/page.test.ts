import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Script } from "node:vm";
import type { Recording, Title } from "@holdfast/simulator/page";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const COMMAND = fileURLToPath(new URL("../holdfast.mjs", import.meta.url));
const TWICE = fileURLToPath(
  new URL("../../../docs/examples/simulate/src/charged-twice.simulation.ts", import.meta.url),
);

/** Runs the built command to its end. */
function holdfast(...args: readonly string[]) {
  return spawnSync(process.execPath, [COMMAND, ...args], { encoding: "utf8", timeout: 60_000 });
}

interface Page {
  readonly html: string;
  readonly run: { readonly title: Title; readonly recording: Recording };
}

/** A page that was written, and what it shows. */
function read(path: string): Page {
  const html = readFileSync(path, "utf8");
  const [, json = ""] =
    /<script type="application\/json" id="run">(.*?)<\/script>/.exec(html) ?? [];
  return { html, run: JSON.parse(json) as Page["run"] };
}

describe("a page of one world", { timeout: 120_000 }, () => {
  let folder = "";
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), "holdfast-page-"))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("is one file with all that happened, and needs nothing from elsewhere", () => {
    const path = join(folder, "world.html");
    const { status, stdout } = holdfast("replay", "7", "--html", path);
    expect(status).toBe(0);
    expect(stdout).toContain(`to look at it, open ${path}`);
    const { html, run } = read(path);
    expect(run.title).toMatchObject({ seed: 7, broken: null });
    expect(run.recording.moments.length).toBeGreaterThan(500);
    expect(html).not.toMatch(/(?:src|href)=|@import|url\(/);
    expect(html).toContain("default-src 'none'");
    const [, script = ""] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
    expect(script.length).toBeGreaterThan(5_000);
    expect(() => new Script(script)).not.toThrow();
  });

  it("ends where the claim was broken, of the shortest history that breaks it", () => {
    const path = join(folder, "twice.html");
    const ran = holdfast("simulate", TWICE, "--seeds", "100", "--no-refine", "--html", path);
    expect(ran.status).toBe(1);
    const { title, recording } = read(path).run;
    expect(title.broken?.claim).toBe("your ledger");
    expect(recording.moments.at(-1)?.kind).toBe("Breach");
    expect(recording.moments.length).toBeLessThan(300);
  });

  it("shows the first world of a campaign in which all claims held", () => {
    const path = join(folder, "held.html");
    expect(holdfast("simulate", "--from", "3", "--seeds", "1", "--html", path).status).toBe(0);
    expect(read(path).run.title).toMatchObject({ seed: 3, broken: null });
  });
});

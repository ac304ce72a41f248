import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";

const folder = fileURLToPath(new URL("..", import.meta.url));

describe("the engine in one process", () => {
  it("greets, counts, and tells the same to those who asked the same", () => {
    const node = [process.execPath, "dist/main.js"] as const;
    const ran = spawnSync(node[0], [node[1]], { cwd: folder, encoding: "utf8", timeout: 15_000 });
    expect(ran.stderr).toBe("");
    expect(ran.stdout.split("\n")).toEqual([
      "Hello Ada, for the 1. time",
      "Hello Ada, for the 2. time",
      "Hello Ada, for the 2. time",
      "",
    ]);
    expect(ran.status).toBe(0);
  });

  it("takes a host of at most forty lines", () => {
    const host = readFileSync(`${folder}src/host.ts`, "utf8");
    expect(host.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
  });
});

import { fileURLToPath } from "node:url";
import { createContext, Script } from "node:vm";
import { simulate } from "@holdfast/simulator";
import { build } from "esbuild";
import { describe, expect, it } from "vitest";
import { bundleScript } from "./bundle-script.ts";

const SEEDS = [1, 2, 3, 4];

/** What runs where there is the language and nothing else: no Node, no DOM, no timers. */
async function bundleWorlds(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `import { simulate } from "@holdfast/simulator";
        export async function run(seed) {
          const { traceHash, violation } = await simulate({ seed });
          return violation?.message ?? traceHash;
        }`,
      resolveDir: fileURLToPath(new URL(".", import.meta.url)),
    },
    bundle: true,
    write: false,
    format: "iife",
    globalName: "worlds",
    conditions: ["@holdfast/source"],
  });
  return outputFiles[0]?.text ?? "";
}

describe("the simulator without a host", { timeout: 60_000 }, () => {
  it("runs the same worlds where there is nothing but the language", async () => {
    const context = createContext({});
    new Script(await bundleWorlds()).runInContext(context);
    const run = new Script("worlds.run").runInContext(context) as (seed: number) => Promise<string>;
    for (const seed of SEEDS) {
      expect(await run(seed), `seed ${seed}`).toBe((await simulate({ seed })).traceHash);
    }
  });

  it("is bundled for the page on which worlds run live", async () => {
    const script = await bundleScript("live");
    expect(script).not.toMatch(/require\(|node:/);
    expect(() => new Script(script)).not.toThrow();
  });
});

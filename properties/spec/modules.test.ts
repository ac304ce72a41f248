import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { MODELS } from "@holdfast/spec";
import { quintPath } from "./quint-states.ts";

/** Lines that a module stays below, so that it is read in one go. */
const MAX_LINES = 150;

const manifest = createRequire(import.meta.url).resolve("@holdfast/spec/package.json");
const folder = dirname(manifest);

describe("the Quint modules", () => {
  it("are those of the list, and the README leads to each", () => {
    const files = ["L0", "L1", "L2"].flatMap((level) =>
      readdirSync(join(folder, "quint", level)).map((name) => `${level}/${name}`),
    );
    expect(files.sort()).toEqual(MODELS.map(({ level, name }) => `${level}/${name}.qnt`).sort());
    const readme = readFileSync(join(folder, "README.md"), "utf8");
    for (const file of files) expect(readme).toContain(`](quint/${file})`);
  });

  it.each(MODELS)(
    "$name is short, steps by choice, and has claims, witnesses and runs",
    (model) => {
      const text = readFileSync(quintPath(model), "utf8");
      expect(text.split("\n").length).toBeLessThanOrEqual(MAX_LINES);
      expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
      // Anything else hides from traces which action was taken.
      expect(text).toMatch(/^ {2}action step = any \{/m);
      expect(text).toMatch(/^ {2}val inv = /m);
      expect(text).toMatch(/^ {2}\/\/ Witness(es)?/m);
      expect(text).toMatch(/^ {2}run \w+Test = init/m);
      for (const witness of model.witnesses) expect(text).toMatch(`  val ${witness} =`);
    },
  );
});

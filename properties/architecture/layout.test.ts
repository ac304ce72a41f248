import { describe, expect, it } from "vitest";
import { emptyNames, medianLines, strangersAtTop, unreasonablyLong } from "./layout.ts";
import { LINES_WITHOUT_REASON, LONG_FILES, MEDIAN_LINES } from "./long-files.ts";
import { projectFiles, projectPaths } from "./tree.ts";

const paths = projectPaths();
const sources = projectFiles(".ts", ".mts", ".mjs").filter(
  (file) => !file.path.endsWith(".gen.ts"),
);

function fileOf(lines: number): { path: string; text: string } {
  return { path: "core/sample.ts", text: "\n".repeat(lines) };
}

describe("the layout", () => {
  it("has nothing at the top but the rooms and what tools insist on", () => {
    expect(strangersAtTop(paths)).toEqual([]);
  });

  it.each(["src/index.ts", "vitest.config.ts", "tests/a.test.ts", "Makefile"])(
    "refuses %s at the top",
    (path) => {
      expect(strangersAtTop([path, "core/index.ts", "README.md", ".ci/run"])).toHaveLength(1);
    },
  );

  it("names every file after something", () => {
    expect(emptyNames(paths)).toEqual([]);
  });

  it.each([
    "core/utils.ts",
    "core/helpers/a.ts",
    "core/engine/batch-util.ts",
    "adapters/common/index.ts",
    "sdk/misc.test.ts",
    "adapters/sessionManager.ts",
  ])("refuses the name %s", (path) => {
    expect(emptyNames([path, "core/engine/commons-hall.ts"])).toHaveLength(1);
  });

  it("has no long file without a reason", () => {
    expect(unreasonablyLong(sources, LONG_FILES)).toEqual([]);
  });

  it("has more short files than others", () => {
    expect(medianLines(sources)).toBeLessThan(MEDIAN_LINES);
    expect(medianLines([fileOf(10), fileOf(300), fileOf(300)])).toBe(300);
  });

  it("refuses a long file, and a reason that is not needed", () => {
    const [limit, long] = [fileOf(LINES_WITHOUT_REASON), fileOf(LINES_WITHOUT_REASON + 1)];
    const reasons = { "core/sample.ts": "a table" };
    expect(unreasonablyLong([limit], {})).toEqual([]);
    expect(unreasonablyLong([long], reasons)).toEqual([]);
    expect(unreasonablyLong([long], {})).toHaveLength(1);
    expect(unreasonablyLong([limit], reasons)).toHaveLength(1);
  });
});

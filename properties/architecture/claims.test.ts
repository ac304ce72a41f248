import { describe, expect, it } from "vitest";
import { claimsOf, unkept, unknownNames } from "./claims.ts";
import { projectFiles, readText } from "./tree.ts";

const claims = claimsOf(readText("spec/claims.md"));
/** All that may name a claim; this folder's samples name claims that do not exist. */
const files = projectFiles(".ts", ".mts", ".mjs", ".md", ".qnt").filter(
  ({ path }) => path !== "spec/claims.md" && !path.startsWith("properties/architecture/"),
);

const SAMPLE = `
| claim | sentence | kept in | watched by | modelled in |
|---|---|---|---|---|
| S-SAMPLE-1 | One thing. | core/a, core/b.ts | simulator | spec/x.qnt |
`;

describe("the claims of the specification", () => {
  it("are the only ones that anything names", () => {
    expect(claims.length).toBeGreaterThan(10);
    expect(unknownNames(claims, files)).toEqual([]);
  });

  it("are named where they are kept and watched", () => {
    expect(unkept(claims, files)).toEqual([]);
  });

  it("are read from the rows of the table", () => {
    expect(claimsOf(SAMPLE)).toEqual([
      {
        name: "S-SAMPLE-1",
        keptIn: ["core/a", "core/b.ts"],
        watchedBy: ["simulator"],
        modelledIn: ["spec/x.qnt"],
      },
    ]);
  });

  it("refuse a name that does not exist", () => {
    const file = { path: "core/a.ts", text: "/** Keeps S-SAMPLE-1 and S-SAMPLE-12 (A-Z0-9). */" };
    expect(unknownNames(claimsOf(SAMPLE), [file])).toHaveLength(1);
  });

  it("refuse a place that does not name them, a missing place and a claim stated twice", () => {
    const kept = [
      { path: "core/a/x.ts", text: "// S-SAMPLE-1" },
      { path: "core/b.ts", text: "// S-SAMPLE-1" },
      { path: "simulator/x.ts", text: "// S-SAMPLE-1" },
      { path: "spec/x.qnt", text: "/// S-SAMPLE-1" },
    ];
    expect(unkept(claimsOf(SAMPLE), kept)).toEqual([]);
    expect(unkept(claimsOf(SAMPLE), kept.slice(1))).toHaveLength(1);
    expect(unkept(claimsOf(SAMPLE), kept.slice(0, 3))).toHaveLength(1);
    expect(unkept(claimsOf(SAMPLE), kept.toSpliced(2, 1))).toHaveLength(1);
    expect(unkept(claimsOf(SAMPLE), [{ path: "core/ab.ts", text: "// S-SAMPLE-11" }])).toHaveLength(
      4,
    );
    expect(unkept(claimsOf("| S-SAMPLE-1 | One thing. | | |"), kept)).toHaveLength(2);
    expect(unkept(claimsOf(SAMPLE + SAMPLE), kept)).toHaveLength(1);
  });
});

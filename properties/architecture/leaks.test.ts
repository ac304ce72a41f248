import { describe, expect, it } from "vitest";
import { leaks } from "./leaks.ts";
import { projectFiles } from "./tree.ts";

describe("no file knows the machine it was written on", () => {
  it("in the whole tree", () => {
    const files = projectFiles("").filter((file) => !file.text.includes("\0"));
    expect(files.flatMap(leaks)).toEqual([]);
  });

  it.each([
    ["w", "ork/main/core"],
    ["h", "ome/ada/holdfast"],
    ["U", "sers/ada/holdfast"],
    ["r", "oot/.npmrc"],
  ])("refuses a path below /%s…", (first, rest) => {
    expect(leaks({ path: "a.md", text: `see /${first}${rest} there` })).toHaveLength(1);
  });

  it("refuses the host of a registry and a private key", () => {
    const host = ["registry", "npmjs", "org"].join(".");
    const key = ["-----BEGIN", "EC PRIVATE KEY-----"].join(" ");
    expect(leaks({ path: "a.json", text: `"https://${host}/effect"\n${key}` })).toHaveLength(2);
    expect(leaks({ path: "a.fixture.ts", text: key })).toEqual([]);
  });

  it("allows paths of an API and of the repository", () => {
    const text = "GET /restate/workflow/a\n./holdfast-data\nhttps://docs.example.org/home";
    expect(leaks({ path: "a.md", text })).toEqual([]);
  });
});

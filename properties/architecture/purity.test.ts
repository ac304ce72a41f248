import ts from "typescript";
import { describe, expect, it } from "vitest";
import { impurities, MACHINE, WORLD } from "./purity.ts";
import { isTestFile, projectFiles, readJson, ROOT, type TextFile } from "./tree.ts";

function sourcesOf(place: RegExp): TextFile[] {
  return projectFiles(".ts").filter(({ path }) => place.test(path) && !isTestFile(path));
}

describe("the machines are pure", () => {
  it.each([
    ["core", /^core\//, 40],
    ["the journal machine of the SDK", /^sdk\/machine\//, 1],
  ])("%s names nothing that brings time, chance or the host in", (_, place, atLeast) => {
    const files = sourcesOf(place);
    expect(files.length).toBeGreaterThanOrEqual(atLeast);
    expect(files.flatMap((file) => impurities(file, MACHINE))).toEqual([]);
  });

  it("the simulator names nothing that brings time or chance in", () => {
    const files = sourcesOf(/^simulator\/(?!cli\b|page\b)/);
    expect(files.length).toBeGreaterThan(0);
    expect(files.flatMap((file) => impurities(file, WORLD))).toEqual([]);
  });

  it("core depends on no package", () => {
    const fields = Object.keys(readJson("core/package.json") as object).filter((field) =>
      /dependencies/i.test(field),
    );
    expect(fields).toEqual([]);
  });

  it("core is compiled with the language alone: no DOM, no types of a host", () => {
    const read = ts.getParsedCommandLineOfConfigFile(`${ROOT}core/tsconfig.json`, undefined, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
      },
    });
    expect(read?.options.lib).toEqual(["lib.es2023.d.ts"]);
    expect(read?.options.types).toEqual([]);
    const core = sourcesOf(/^core\//);
    expect(core.filter((file) => file.text.includes("/// <reference"))).toEqual([]);
  });

  it.each([
    "const now = Date.now();",
    "const at = new Date(0);",
    "const chance = Math.random();",
    'const chance = Math["random"]();',
    "const { random } = Math;",
    "export async function f() { return 1; }",
    "export const f = async () => 1;",
    "export function f(): Promise<void> | null { return null; }",
    "export function* f() { yield globalThis; }",
    "setTimeout(() => 1, 5);",
    "const pid = process.pid;",
    "console.log(1);",
    'const bytes = new TextEncoder().encode("x");',
    'const sorted = ["b", "a"].sort((a, b) => a.localeCompare(b));',
    "const shown = (1).toLocaleString();",
    "const where = import.meta.url;",
    "let counter = 0;",
    "var counter = 0;",
    "const held = new WeakRef({});",
    "const process2 = { process };",
  ])("refuses: %s", (text) => {
    expect(impurities({ path: "core/sample.ts", text }, MACHINE)).not.toEqual([]);
  });

  it.each([
    "const largest = Math.max(1, 2); // not Math.random",
    'const tag = { _tag: "Promise", date: 1, process: 2 } as const;',
    "interface Port { process(name: string): void; console: string }",
    "export function f(): number { let sum = 0; sum += 1; return sum; }",
    "export const startedAt = (event: { readonly Date: number }) => event.Date;",
  ])("allows: %s", (text) => {
    expect(impurities({ path: "core/sample.ts", text }, MACHINE)).toEqual([]);
  });

  it("lets a world wait, but not look at a clock or throw dice", () => {
    const refused = (text: string): boolean =>
      impurities({ path: "simulator/sample.ts", text }, WORLD).length > 0;
    expect(refused("export async function f(p: Promise<void>) { await p; }")).toBe(false);
    expect(refused("export const now = () => Date.now();")).toBe(true);
    expect(refused("export const chance = () => Math.random();")).toBe(true);
    expect(refused("export const later = (f: () => void) => setTimeout(f, 1);")).toBe(true);
  });
});

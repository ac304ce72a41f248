import ts from "typescript";
import { describe, expect, it } from "vitest";
import { impurities } from "./purity.ts";
import { isTestFile, projectFiles, readJson, ROOT } from "./tree.ts";

const core = projectFiles(".ts").filter((file) => file.path.startsWith("core/"));

describe("core is pure", () => {
  it("names nothing that brings time, chance, concurrency or the host in", () => {
    const machines = core.filter((file) => !isTestFile(file.path));
    expect(machines.length).toBeGreaterThan(20);
    expect(machines.flatMap(impurities)).toEqual([]);
  });

  it("depends on no package", () => {
    const fields = Object.keys(readJson("core/package.json") as object).filter((field) =>
      /dependencies/i.test(field),
    );
    expect(fields).toEqual([]);
  });

  it("is compiled with the language alone: no DOM, no types of a host", () => {
    const read = ts.getParsedCommandLineOfConfigFile(`${ROOT}core/tsconfig.json`, undefined, {
      ...ts.sys,
      onUnRecoverableConfigFileDiagnostic: (diagnostic) => {
        throw new Error(ts.flattenDiagnosticMessageText(diagnostic.messageText, "\n"));
      },
    });
    expect(read?.options.lib).toEqual(["lib.es2023.d.ts"]);
    expect(read?.options.types).toEqual([]);
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
    expect(impurities({ path: "core/sample.ts", text })).not.toEqual([]);
  });

  it.each([
    "const largest = Math.max(1, 2); // not Math.random",
    'const tag = { _tag: "Promise", date: 1, process: 2 } as const;',
    "interface Port { process(name: string): void; console: string }",
    "export function f(): number { let sum = 0; sum += 1; return sum; }",
    "export const startedAt = (event: { readonly Date: number }) => event.Date;",
  ])("allows: %s", (text) => {
    expect(impurities({ path: "core/sample.ts", text })).toEqual([]);
  });
});

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ROOT } from "./tree.ts";

/** Each sample breaks one rule of .oxlintrc.json; a rule that is lost there shows here. */
const SAMPLES: Readonly<Record<string, string>> = {
  "typescript(no-explicit-any)": `export const f = (x: any) => x;`,
  "typescript(no-non-null-assertion)": `export const f = (x?: number) => x!;`,
  "typescript(no-floating-promises)": `export function f(p: Promise<void>) { p; }`,
  "typescript(no-misused-promises)": `[1].forEach(async () => { await null; });`,
  "typescript(switch-exhaustiveness-check)": `
    type T = { _tag: "A" } | { _tag: "B" };
    export function f(t: T) { switch (t._tag) { case "A": return 1; } return 2; }`,
  "typescript(consistent-type-imports)": `
    import { Server } from "node:http";
    export type T = Server;`,
  "typescript(only-throw-error)": `export function f() { throw "text"; }`,
  "eslint(no-empty)": `try { JSON.parse(""); } catch {}`,
  "eslint(no-empty-function)": `export const f = (p: Promise<void>) => p.catch(() => {});`,
  "eslint(no-unused-vars)": `const unused = 1; export const used = 2;`,
  "eslint(no-console)": `console.log(1);`,
  "eslint(eqeqeq)": `export const f = (x: number) => x == 1;`,
  "import(no-default-export)": `export default 1;`,
  "vitest(no-focused-tests)": `import { it } from "vitest"; it.only("x", () => undefined);`,
  "vitest(no-disabled-tests)": `import { it } from "vitest"; it.skip("x", () => undefined);`,
  "vitest(warn-todo)": `import { it } from "vitest"; it.todo("x");`,
};

describe("the linter", () => {
  let folder = "";
  let output = "";

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "holdfast-lint-"));
    Object.values(SAMPLES).forEach((text, index) => {
      writeFileSync(join(folder, `sample-${index}.test.ts`), `${text}\n`);
    });
    const oxlint = join(ROOT, "node_modules/oxlint/bin/oxlint");
    const config = join(ROOT, ".oxlintrc.json");
    const args = [oxlint, "--config", config, "--format", "unix", folder];
    output = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" }).stdout;
  });

  afterAll(() => {
    rmSync(folder, { recursive: true, force: true });
  });

  it.each(Object.keys(SAMPLES))("refuses what breaks %s", (rule) => {
    const index = Object.keys(SAMPLES).indexOf(rule);
    const lines = output.split("\n").filter((line) => line.includes(`sample-${index}.test.ts:`));
    expect(lines.join("\n")).toContain(`Error/${rule}`);
  });
});

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { QuintModule, stateText } from "./quint-evaluator.ts";

const folder = mkdtempSync(join(tmpdir(), "holdfast-quint-"));
afterAll(() => rmSync(folder, { recursive: true }));

let modules = 0;
function moduleOf(body: string, values: readonly string[] = []): QuintModule {
  const name = `m${++modules}`;
  const path = join(folder, `${name}.qnt`);
  writeFileSync(path, `module ${name} {\n${body}\n}`);
  return new QuintModule(path, name, values);
}

function textsOf(module: QuintModule): string[] {
  return module.successors(module.initial()).map(stateText);
}

describe("the evaluator of Quint with an oracle", () => {
  it("is the version whose inner parts are known", () => {
    const manifest = createRequire(import.meta.url).resolve("@informalsystems/quint/package.json");
    expect(JSON.parse(readFileSync(manifest, "utf8"))).toMatchObject({ version: "0.33.1" });
  });

  it("takes every option of any and every element of a set, once", () => {
    const module = moduleOf(`
      var s: int
      action init = s' = 10
      action step = any {
        s' = 1,
        nondet a = Set(100, 200).oneOf() nondet b = 1.to(3).oneOf() s' = a + b,
        any { s' = 2, s' = 3 },
      }`);
    expect(textsOf(module)).toEqual(["1", "101", "102", "103", "201", "202", "203", "2", "3"]);
  });

  it("leaves out what is not enabled, and sets that are empty", () => {
    const module = moduleOf(`
      var s: int
      action init = s' = 0
      action step = any {
        all { s > 0, s' = 1 },
        nondet a = 1.to(4).oneOf() all { a > 2, s' = a },
        nondet a = Set().oneOf() s' = a,
      }`);
    expect(textsOf(module)).toEqual(["3", "4"]);
  });

  it("follows choices that depend on choices", () => {
    const module = moduleOf(`
      var s: (int, int)
      action init = s' = (0, 0)
      action step = { nondet a = 1.to(3).oneOf() nondet b = 1.to(a).oneOf() s' = (a, b) }`);
    expect(textsOf(module)).toEqual(["[1,1]", "[2,1]", "[2,2]", "[3,1]", "[3,2]", "[3,3]"]);
  });

  it("writes states as the checker of the specification does", () => {
    const module = moduleOf(`
      type Case = Some({ n: int }) | None
      var s: { b: bool, set: Set[int], list: List[str], map: str -> Case }
      action init = s' = {
        set: 1.to(3).union(Set(10)), b: true, list: ["y", "x"],
        map: Map("q" -> None, "p" -> Some({ n: 1 })),
      }
      action step = s' = s`);
    expect(stateText(module.initial())).toBe(
      '{"b":true,"list":["y","x"],"map":{"p":{"tag":"Some","value":{"n":1}},"q":"None"},"set":[1,10,2,3]}',
    );
  });

  it("evaluates values in the state that is asked about", () => {
    const module = moduleOf(
      `
      var s: int
      action init = s' = 0
      action step = s' = s + 1
      val odd = s % 2 == 1`,
      ["odd"],
    );
    const zero = module.initial();
    const [one] = module.successors(zero);
    expect(one && module.shows("odd", one)).toBe(true);
    expect(module.shows("odd", zero)).toBe(false);
    expect(() => module.shows("even", zero)).toThrow("was not asked for even");
  });

  it("says what is wrong with a module", () => {
    expect(() => moduleOf("var s: int\naction init = s' = true\naction step = s' = 1")).toThrow(
      /is not well-formed: QNT\d+/,
    );
    expect(() => moduleOf("var s: int\naction init = s' = 1")).toThrow("does not define step");
    const failing = moduleOf("var s: int\naction init = s' = 1\naction step = s' = [0][s]");
    expect(() => textsOf(failing)).toThrow(/fails with QNT\d+/);
    const two = moduleOf(
      "var s: int\nvar t: int\naction init = all { s' = 1, t' = 1 }\naction step = init",
    );
    expect(() => two.initial()).toThrow("must have one variable");
  });

  it("leaves Quint as it was", async () => {
    const builtins = await import("@informalsystems/quint/dist/src/runtime/impl/builtins.js");
    const before = builtins.default.lazyBuiltinLambda;
    moduleOf("var s: int\naction init = s' = 1\naction step = any { s' = 1, s' = 2 }");
    expect(builtins.default.lazyBuiltinLambda).toBe(before);
  });
});

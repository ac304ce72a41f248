import { describe, expect, it } from "vitest";
import { MODELS } from "@holdfast/spec";
import { differenceOf, exploreQuint } from "./quint-states.ts";

/** Depth to which `npm test` goes; `npm run spec` goes to the end. */
const DEPTH = 4;

describe("Quint and TypeScript reach the same states", () => {
  it.each(MODELS)("$name, within a few steps", (model) => {
    const quint = exploreQuint(model, DEPTH);
    const typescript = model.explore({ maxDepth: DEPTH });
    expect(differenceOf(quint.states, typescript.states)).toBeNull();
    expect(quint.transitions).toBe(typescript.transitions);
    expect(quint.broken).toBeNull();
    expect(quint.states.size).toBeGreaterThan(DEPTH);
  });

  it("and a difference is told with an example of each kind", () => {
    const typescript = new Map([
      ["1", 0],
      ["3", 1],
    ]);
    expect(differenceOf(new Set(["1", "2", "4"]), typescript)).toBe(
      "2 states only in Quint, such as 2\n1 states only in TypeScript, such as 3",
    );
  });
});

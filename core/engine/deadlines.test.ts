import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Deadlines } from "./deadlines.ts";

describe("Deadlines", () => {
  it("gives what is due, the earliest first, and nothing before its time", () => {
    const step = fc.oneof(
      fc.record({ add: fc.nat({ max: 50 }) }),
      fc.record({ now: fc.nat({ max: 50 }) }),
      fc.record({ keepModulo: fc.integer({ min: 1, max: 4 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: "max" }), (steps) => {
        const deadlines = new Deadlines<number>();
        let model: { readonly atMs: number; readonly of: number }[] = [];
        for (const [of, step] of steps.entries()) {
          if ("add" in step) {
            deadlines.add(step.add, of);
            model.push({ atMs: step.add, of });
          } else if ("keepModulo" in step) {
            const keeps = (each: number): boolean => each % step.keepModulo === 0;
            deadlines.keep(keeps);
            model = model.filter(({ of }) => keeps(of));
          } else {
            const taken = deadlines.takeDue(step.now);
            const earliest = Math.min(...model.map(({ atMs }) => atMs));
            if (earliest > step.now) expect(taken).toBeNull();
            else expect(model).toContainEqual({ atMs: earliest, of: taken });
            model = model.filter((entry) => entry.of !== taken);
          }
          expect(deadlines.size).toBe(model.length);
          expect(deadlines.nextMs()).toBe(Math.min(...model.map(({ atMs }) => atMs)));
        }
      }),
      { numRuns: 300 },
    );
  });

  it("has no deadline when it is empty", () => {
    const deadlines = new Deadlines<string>();
    expect(deadlines.nextMs()).toBe(Number.POSITIVE_INFINITY);
    expect(deadlines.takeDue(Number.MAX_SAFE_INTEGER)).toBeNull();
  });
});

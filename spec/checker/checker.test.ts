import { describe, expect, it } from "vitest";
import { canonical } from "./canonical.ts";
import { eventTable } from "./event-table.ts";
import { explore, type Moment } from "./explore.ts";
import type { Machine, Step } from "./machine.ts";
import { tours } from "./tours.ts";
import { forgetting, refining, REFINES } from "./refine.ts";

interface Counter {
  readonly n: number;
  readonly broken: boolean;
}
type CounterStep = { readonly do: "add"; readonly by: number } | { readonly do: "break" | "mend" };

/** Counts to `end`; it may break, and then it has to be mended before it goes on. */
function counter(end: number, overrides: Partial<Machine<Counter, CounterStep>> = {}) {
  const machine: Machine<Counter, CounterStep> = {
    name: "counter",
    initial: { n: 0, broken: false },
    choices: () => [{ do: "add", by: 1 }, { do: "add", by: 2 }, { do: "break" }, { do: "mend" }],
    act: (s, step) => {
      switch (step.do) {
        case "add":
          return s.broken || s.n + step.by > end ? null : { ...s, n: s.n + step.by };
        case "break":
          return s.broken ? null : { ...s, broken: true };
        case "mend":
          return s.broken ? { ...s, broken: false } : null;
        default:
          return step satisfies never;
      }
    },
    always: { small: (s) => s.n <= end },
    inTheEnd: { done: (s) => s.n === end },
    faults: ["break"],
    reached: { end: (s) => s.n === end },
  };
  return { ...machine, ...overrides };
}

describe("the text of a state", () => {
  it("does not depend on the order in which a record was made", () => {
    expect(canonical({ b: [1, true], a: { d: "x", c: 2 } })).toBe(
      '{"a":{"c":2,"d":"x"},"b":[1,true]}',
    );
    expect(canonical({ a: 1, b: 2 })).toBe(canonical({ b: 2, a: 1 }));
    expect(canonical([1, 2])).not.toBe(canonical([2, 1]));
  });

  it("refuses what is no plain value", () => {
    for (const value of [undefined, null, 1n, () => 0]) {
      expect(() => canonical({ value })).toThrow("which is no plain value");
    }
  });
});

describe("an exploration", () => {
  it("visits every state once, and every step", () => {
    const { states, transitions, depth, violation, missing } = explore(counter(4));
    expect({ size: states.size, transitions, depth, violation, missing }).toEqual({
      size: 10,
      // From each whole counter 1 or 2 more, or the break; from each broken one the mending.
      transitions: 4 + 3 + 5 + 5,
      depth: 3,
      violation: null,
      missing: [],
    });
  });

  it("stops at a depth", () => {
    expect(explore(counter(4), { maxDepth: 1 }).states.size).toBe(4);
    expect(explore(counter(4), { maxDepth: 0 }).states.size).toBe(1);
  });

  it("finds a shortest history that breaks a claim about states", () => {
    const { violation } = explore(counter(9, { always: { small: (s) => s.n < 5 } }));
    expect(violation?.claim).toBe("small");
    expect(violation?.history.map(({ state }) => state.n)).toEqual([0, 1, 3, 5]);
  });

  it("finds a shortest history that breaks a claim about steps", () => {
    const everyStep = { noLeap: (a: Counter, b: Counter) => a.n !== 2 || b.n - a.n < 2 };
    const { violation } = explore(counter(9, { everyStep }));
    expect(violation?.claim).toBe("noLeap");
    expect(violation?.history.map(({ state }) => state.n)).toEqual([0, 2, 4]);
  });

  it("finds where nothing good can follow without a fault", () => {
    expect(explore(counter(3)).violation).toBeNull();
    const dead = explore(counter(3, { faults: ["break", "mend"] })).violation;
    expect(dead?.claim).toBe("done");
    expect(dead?.history.map(({ step }) => step?.do)).toEqual([undefined, "break"]);
  });

  it("says which witnesses no state showed", () => {
    const reached = { seen: (s: Counter) => s.n === 2, unseen: (s: Counter) => s.n === 7 };
    expect(explore(counter(4, { reached })).missing).toEqual(["unseen"]);
  });
});

describe("the table of a history", () => {
  it("has a line a step, with what the step changed", () => {
    const { violation } = explore(counter(9, { always: { small: (s) => s.n < 3 || !s.broken } }));
    expect(violation && eventTable(violation)).toBe(
      [
        "small does not hold after 3 steps:",
        "0  begin",
        "1  add by=1  n = 1",
        "2  add by=2  n = 3",
        "3  break     broken = true",
      ].join("\n"),
    );
  });

  it("names parts of records and lists that came or went", () => {
    const history: Moment<unknown, Step & Record<string, unknown>>[] = [
      { step: null, state: { map: { a: [1, 2], b: { c: 1 } } } },
      { step: { do: "x", i: "k", list: [1] }, state: { map: { a: [2, 3], d: 4 } } },
      { step: { do: "y" }, state: { map: { a: [3, 2], d: 4 } } },
      { step: { do: "z" }, state: { map: { a: [3, 2], d: 4 } } },
    ];
    expect(eventTable({ claim: "C", history }).split("\n").slice(2)).toEqual([
      "1  x i=k list=[1]  map.a +3 -1; map.b gone; map.d = 4",
      "2  y               map.a = [3,2]",
      "3  z               (nothing)",
    ]);
  });
});

describe("a refinement", () => {
  const byTwo = {
    lower: counter(6),
    maxSteps: 1,
    abstractOf: ({ n }: Counter) => ({ n, broken: false }),
  };

  it("allows steps that the upper machine can make, and those that it does not see", () => {
    expect(explore(refining({ ...byTwo, upper: counter(6) })).violation).toBeNull();
  });

  it("reports the first step that the upper machine cannot make", () => {
    const choices = () => [{ do: "add", by: 1 } as const];
    const slow = counter(6, { choices });
    const { violation } = explore(refining({ ...byTwo, upper: slow }));
    expect(violation?.claim).toBe(REFINES);
    expect(violation?.history.map(({ state }) => state.n)).toEqual([0, 2]);
    expect(explore(refining({ ...byTwo, upper: slow, maxSteps: 2 })).violation).toBeNull();
  });

  it("refuses a machine that begins elsewhere", () => {
    const upper = counter(6, { initial: { n: 1, broken: false } });
    expect(() => refining({ ...byTwo, upper })).toThrow('counter begins as {"broken":false,"n":0}');
  });

  it("may leave out what the upper machine keeps for its claims only", () => {
    const upper = forgetting(counter(6), (s) => ({ ...s, broken: false }));
    expect(explore(refining({ ...byTwo, upper })).violation).toBeNull();
    expect(explore(upper).states.size).toBe(7);
  });
});

describe("the tours of a machine", () => {
  it("make every step that is possible, each at least once, and nothing else", () => {
    const machine = counter(4);
    const made = new Set<string>();
    for (const tour of tours(machine)) {
      expect(tour[0]?.state).toEqual(machine.initial);
      for (const [n, { step, state }] of tour.entries()) {
        const before = tour[n - 1]?.state;
        if (before === undefined || step === null) continue;
        expect(machine.act(before, step)).toEqual(state);
        made.add(canonical({ before, step }));
      }
    }
    expect(made.size).toBe(explore(machine).transitions);
  });
});

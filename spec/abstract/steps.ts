import type { Machine } from "../checker/machine.ts";
import { at, mapOf, type MapOf, put, same } from "./collections.ts";

export interface StepsState {
  readonly results: MapOf<readonly number[]>;
  readonly outcome: MapOf<readonly number[]>;
}

export type StepsStep =
  | { readonly do: "do"; readonly i: string; readonly result: number }
  | { readonly do: "end"; readonly i: string };

export interface StepsScope {
  readonly all: readonly string[];
  readonly steps: number;
  readonly results: readonly number[];
}

/** The scope of spec/quint/L0/steps.qnt. */
export const STEPS_SCOPE: StepsScope = { all: ["i", "j", "k"], steps: 2, results: [0, 1] };

/** L0, fault-free: handlers as rows of steps; the twin of spec/quint/L0/steps.qnt. */
export function stepsMachine({ all, steps, results }: StepsScope): Machine<StepsState, StepsStep> {
  const choices: StepsStep[] = all.flatMap((i) => [
    ...results.map((result) => ({ do: "do", i, result }) as const),
    { do: "end", i } as const,
  ]);
  return {
    name: "steps",
    initial: { results: mapOf(all, []), outcome: {} },
    choices: () => choices,
    act: (s, step) => {
      const done = at(s.results, step.i);
      if (step.do === "do") {
        if (done.length >= steps) return null;
        return { ...s, results: put(s.results, step.i, [...done, step.result]) };
      }
      if (done.length < steps || step.i in s.outcome) return null;
      return { ...s, outcome: put(s.outcome, step.i, done) };
    },
    always: {
      "S-OUTCOME-1": (s) =>
        Object.entries(s.outcome).every(([i, outcome]) => same(outcome, s.results[i])),
    },
    inTheEnd: { "L-COMPLETE-1": (s) => Object.keys(s.outcome).length === all.length },
    reached: { allEnded: (s) => Object.keys(s.outcome).length === all.length },
  };
}

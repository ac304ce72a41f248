import type { Machine } from "../checker/machine.ts";
import { at, mapOf, type MapOf, put, same } from "./collections.ts";
import type { StepsScope } from "./steps.ts";

export interface ProgressState {
  /** Durable: what is recorded, and the outcome of those that have ended. */
  readonly recorded: MapOf<readonly number[]>;
  readonly outcome: MapOf<readonly number[]>;
  /** In the process: what was done and is not recorded yet, and how many results it knows. */
  readonly doing: MapOf<readonly number[]>;
  readonly known: MapOf<number>;
  /** All that a process was ever told of its results. */
  readonly told: MapOf<readonly number[]>;
}

export type ProgressStep =
  | { readonly do: "do"; readonly i: string; readonly result: number }
  | { readonly do: "record" | "tell" | "end" | "crash"; readonly i: string };

/** The scope of spec/quint/L1/progress.qnt. */
export const PROGRESS_SCOPE: StepsScope = { all: ["i", "j"], steps: 2, results: [0, 1] };

/** L1: results are recorded before anybody relies on them; the twin of spec/quint/L1/progress.qnt. */
export function progressMachine(scope: StepsScope): Machine<ProgressState, ProgressStep> {
  const { all, steps, results } = scope;
  const choices: ProgressStep[] = all.flatMap((i) => [
    ...results.map((result) => ({ do: "do", i, result }) as const),
    ...(["record", "tell", "end", "crash"] as const).map((name) => ({ do: name, i })),
  ]);
  const none = mapOf<readonly number[]>(all, []);
  return {
    name: "progress",
    initial: { recorded: none, outcome: {}, doing: none, known: mapOf(all, 0), told: none },
    choices: () => choices,
    act: (s, step) => advance(s, step, steps),
    always: {
      "S-RUN-1": (s) =>
        all.every((i) => {
          const told = at(s.told, i);
          return same(told, at(s.recorded, i).slice(0, told.length));
        }),
      "S-OUTCOME-1": (s) =>
        Object.entries(s.outcome).every(([i, outcome]) => same(outcome, s.recorded[i])),
    },
    inTheEnd: { "L-COMPLETE-1": (s) => Object.keys(s.outcome).length === all.length },
    faults: ["crash"],
    reached: {
      allEnded: (s) => Object.keys(s.outcome).length === all.length,
      beganAgain: (s) => all.some((i) => at(s.told, i).length === steps && s.known[i] === 0),
    },
  };
}

function advance(s: ProgressState, step: ProgressStep, steps: number): ProgressState | null {
  const { i } = step;
  const recorded = at(s.recorded, i);
  const doing = at(s.doing, i);
  const known = at(s.known, i);
  switch (step.do) {
    case "do":
      if (doing.length > 0 || known >= steps || known !== recorded.length) return null;
      return { ...s, doing: put(s.doing, i, [step.result]) };
    case "record":
      if (doing.length === 0) return null;
      return {
        ...s,
        doing: put(s.doing, i, []),
        recorded: put(s.recorded, i, [...recorded, ...doing]),
      };
    case "tell": {
      const result = recorded[known];
      if (result === undefined) return null;
      const told = at(s.told, i);
      return {
        ...s,
        known: put(s.known, i, known + 1),
        told: told.length > known ? s.told : put(s.told, i, [...told, result]),
      };
    }
    case "end":
      if (known !== steps || i in s.outcome) return null;
      return { ...s, outcome: put(s.outcome, i, recorded) };
    case "crash":
      if (i in s.outcome) return null;
      return { ...s, doing: put(s.doing, i, []), known: put(s.known, i, 0) };
    default:
      return step satisfies never;
  }
}

import type { Machine } from "../checker/machine.ts";
import { at, exclude, include, isIn, type MapOf, put, type SetOf } from "./collections.ts";

export interface WaitsState {
  readonly promises: MapOf<number>;
  /** Who waits, and who went on with which value. */
  readonly waiting: SetOf<string>;
  readonly woke: MapOf<number>;
  /** Promises of which somebody was told that they are completed already. */
  readonly refused: SetOf<string>;
}

export type WaitsStep =
  | { readonly do: "wait"; readonly i: string }
  | { readonly do: "complete"; readonly name: string; readonly value: number }
  | { readonly do: "wake"; readonly i: string; readonly name: string };

/** Who wants which promises, of which any one will do. */
export interface WaitsScope {
  readonly wants: MapOf<readonly string[]>;
  readonly values: readonly number[];
}

/** The scope of spec/quint/L0/waits.qnt. */
export const WAITS_SCOPE: WaitsScope = {
  wants: { i: ["p"], j: ["p", "q"], k: ["q"] },
  values: [0, 1],
};

/** All promises that somebody wants. */
export function namesIn({ wants }: WaitsScope): SetOf<string> {
  return include([], ...Object.values(wants).flat());
}

/** L0, fault-free: waiting for durable promises; the twin of spec/quint/L0/waits.qnt. */
export function waitsMachine(scope: WaitsScope): Machine<WaitsState, WaitsStep> {
  const { wants, values } = scope;
  const all = Object.keys(wants);
  const names = namesIn(scope);
  const choices: WaitsStep[] = [
    ...all.map((i) => ({ do: "wait", i }) as const),
    ...names.flatMap((name) => values.map((value) => ({ do: "complete", name, value }) as const)),
    ...all.flatMap((i) => names.map((name) => ({ do: "wake", i, name }) as const)),
  ];
  return {
    name: "waits",
    initial: { promises: {}, waiting: [], woke: {}, refused: [] },
    choices: () => choices,
    act: (s, step) => actOnWaits(s, step, wants),
    always: {
      "S-PROMISE-1": (s) =>
        Object.entries(s.woke).every(([i, value]) =>
          at(wants, i).some((name) => s.promises[name] === value),
        ),
    },
    everyStep: {
      "S-PROMISE-1": (before, after) =>
        Object.entries(before.promises).every(([name, value]) => after.promises[name] === value),
    },
    inTheEnd: {
      "L-WAKE-1": (s) =>
        s.waiting.every((i) => at(wants, i).every((name) => !(name in s.promises))),
    },
    faults: ["wait", "complete"],
    reached: {
      allWoke: (s) => Object.keys(s.woke).length === all.length,
      refusedTwice: (s) => s.refused.length === names.length,
    },
  };
}

function actOnWaits(
  s: WaitsState,
  step: WaitsStep,
  wants: MapOf<readonly string[]>,
): WaitsState | null {
  switch (step.do) {
    case "wait":
      if (isIn(s.waiting, step.i) || step.i in s.woke) return null;
      return { ...s, waiting: include(s.waiting, step.i) };
    case "complete":
      if (step.name in s.promises) return { ...s, refused: include(s.refused, step.name) };
      return { ...s, promises: put(s.promises, step.name, step.value) };
    case "wake": {
      const value = s.promises[step.name];
      if (!isIn(s.waiting, step.i) || value === undefined) return null;
      if (!at(wants, step.i).includes(step.name)) return null;
      return { ...s, waiting: exclude(s.waiting, step.i), woke: put(s.woke, step.i, value) };
    }
    default:
      return step satisfies never;
  }
}

import type { Machine } from "../checker/machine.ts";
import {
  at,
  type Case,
  exclude,
  include,
  isIn,
  type MapOf,
  same,
  type SetOf,
} from "./collections.ts";
import { enter, type Locks, release } from "./lock.ts";

interface Disk {
  readonly locks: Locks;
  readonly accepted: SetOf<string>;
  readonly ended: SetOf<string>;
}

/** What waits for the gate: run the handler, tell a client of the acceptance or of the outcome. */
type Action = Case<"Start" | "Accepted" | "Outcome", string>;

export interface GateState {
  readonly disk: Disk;
  readonly ahead: Disk;
  readonly building: SetOf<Action>;
  readonly writing: readonly { readonly disk: Disk; readonly actions: SetOf<Action> }[];
  readonly running: SetOf<string>;
  readonly told: SetOf<string>;
  readonly answered: SetOf<string>;
}

export type GateStep =
  | { readonly do: "request" | "finish"; readonly i: string }
  | { readonly do: "seal" | "settle" }
  | { readonly do: "crash"; readonly survives: boolean };

/** Each invocation with its key. */
export interface GateScope {
  readonly keyOf: MapOf<string>;
}

/** The scope of spec/quint/L1/gate.qnt. */
export const GATE_SCOPE: GateScope = { keyOf: { a1: "a", a2: "a", b1: "b" } };

const EMPTY: Disk = { locks: {}, accepted: [], ended: [] };

/** L1: the locks behind the output gate; the twin of spec/quint/L1/gate.qnt. */
export function gateMachine({ keyOf }: GateScope): Machine<GateState, GateStep> {
  const all = Object.keys(keyOf);
  const choices: GateStep[] = [
    ...all.flatMap((i) => [{ do: "request", i } as const, { do: "finish", i } as const]),
    { do: "seal" },
    { do: "settle" },
    { do: "crash", survives: false },
    { do: "crash", survives: true },
  ];
  return {
    name: "gate",
    initial: {
      disk: EMPTY,
      ahead: EMPTY,
      building: [],
      writing: [],
      running: [],
      told: [],
      answered: [],
    },
    choices: () => choices,
    act: (s, step) => actAtGate(s, step, keyOf),
    always: {
      "S-GATE-1": (s) =>
        s.told.every((i) => isIn(s.disk.accepted, i)) &&
        s.answered.every((i) => isIn(s.disk.ended, i)) &&
        s.running.every((i) => holders(s.disk).includes(i)),
      "S-LOCK-1": (s) => new Set(s.running.map((i) => keyOf[i])).size === s.running.length,
      "L-LOCK-1": (s) => holders(s.disk).every((i) => !isIn(s.disk.ended, i)),
    },
    inTheEnd: {
      "L-RECOVER-1": (s) =>
        s.disk.accepted.length === s.disk.ended.length && s.writing.length === 0,
    },
    faults: ["request", "crash"],
    reached: {
      batched: (s) => s.writing.length > 0 && s.building.length > 1,
      allAnswered: (s) => s.answered.length === all.length,
      forgotten: (s) =>
        s.told.length > 0 && same(s.ahead.accepted, s.told) && !same(s.disk, s.ahead),
    },
  };
}

function actAtGate(s: GateState, step: GateStep, keyOf: MapOf<string>): GateState | null {
  switch (step.do) {
    case "request": {
      const { i } = step;
      if (isIn(s.told, i)) return null;
      const { ahead } = s;
      const to = isIn(ahead.accepted, i)
        ? ahead
        : {
            ...ahead,
            accepted: include(ahead.accepted, i),
            locks: enter(ahead.locks, i, at(keyOf, i)),
          };
      return transit(s, to, { tag: "Accepted", value: i });
    }
    case "finish": {
      const { i } = step;
      if (!isIn(s.running, i)) return null;
      const { ahead } = s;
      const locks = release(ahead.locks, at(keyOf, i));
      const to = { ...ahead, ended: include(ahead.ended, i), locks };
      const left = { ...s, running: exclude(s.running, i) };
      return transit(left, to, { tag: "Outcome", value: i });
    }
    case "seal": {
      if (s.writing.length > 0) return null;
      const unchanged = same(s.ahead, s.disk);
      if (unchanged && s.building.length === 0) return null;
      if (unchanged) return carryOut({ ...s, building: [] }, s.building);
      return { ...s, building: [], writing: [{ disk: s.ahead, actions: s.building }] };
    }
    case "settle": {
      const [batch] = s.writing;
      if (batch === undefined) return null;
      return carryOut({ ...s, disk: batch.disk, writing: [] }, batch.actions);
    }
    case "crash": {
      const [batch] = s.writing;
      if (step.survives && batch === undefined) return null;
      const disk = step.survives && batch !== undefined ? batch.disk : s.disk;
      const running = include(holders(disk));
      return { ...s, disk, ahead: disk, building: [], writing: [], running };
    }
    default:
      return step satisfies never;
  }
}

function holders(disk: Disk): readonly string[] {
  return Object.values(disk.locks).map(({ holder }) => holder);
}

function transit(s: GateState, to: Disk, action: Action): GateState {
  const before = holders(s.ahead);
  const starts = holders(to)
    .filter((i) => !before.includes(i))
    .map((i): Action => ({ tag: "Start", value: i }));
  return { ...s, ahead: to, building: include(s.building, action, ...starts) };
}

/** Lets actions out into the world. */
function carryOut(s: GateState, actions: SetOf<Action>): GateState {
  const of = (tag: Action["tag"]) =>
    actions.filter((action) => action.tag === tag).map(({ value }) => value);
  return {
    ...s,
    running: include(s.running, ...of("Start")),
    told: include(s.told, ...of("Accepted")),
    answered: include(s.answered, ...of("Outcome")),
  };
}

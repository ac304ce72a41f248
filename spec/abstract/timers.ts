import type { Machine } from "../checker/machine.ts";
import { at, type MapOf, put, without } from "./collections.ts";

export interface TimersState {
  readonly now: number;
  /** When each armed timer is due, and when each fired one did fire. */
  readonly armed: MapOf<number>;
  readonly fired: MapOf<number>;
  /** What was asked for. */
  readonly due: MapOf<number>;
}

export type TimersStep =
  | { readonly do: "tick" }
  | { readonly do: "disarm"; readonly t: string }
  | { readonly do: "arm" | "fire"; readonly t: string; readonly at: number };

export interface TimersScope {
  readonly all: readonly string[];
  /** The last moment of the model. */
  readonly end: number;
}

/** Whether what is due at a time may happen by now (S-TIMER-1). */
export function isDue(dueMs: number, nowMs: number): boolean {
  return dueMs <= nowMs;
}

/** The scope of spec/quint/L0/timers.qnt. */
export const TIMERS_SCOPE: TimersScope = { all: ["t1", "t2", "t3"], end: 3 };

/** L0, fault-free: things that wait for a time; the twin of spec/quint/L0/timers.qnt. */
export function timersMachine({ all, end }: TimersScope): Machine<TimersState, TimersStep> {
  const times = Array.from({ length: end + 1 }, (_, time) => time);
  const choices: TimersStep[] = [
    { do: "tick" },
    ...all.flatMap((t) => [
      { do: "disarm", t } as const,
      ...times.flatMap((time) => [
        { do: "arm", t, at: time } as const,
        { do: "fire", t, at: time } as const,
      ]),
    ]),
  ];
  return {
    name: "timers",
    initial: { now: 0, armed: {}, fired: {}, due: {} },
    choices: () => choices,
    act: (s, step) => actOnTimers(s, step, end),
    always: {
      "S-TIMER-1": (s) => Object.entries(s.fired).every(([t, time]) => time >= at(s.due, t)),
    },
    inTheEnd: { "L-COMPLETE-1": (s) => Object.keys(s.armed).length === 0 },
    faults: ["arm", "disarm"],
    reached: {
      late: (s) => Object.entries(s.fired).some(([t, time]) => time > at(s.due, t)),
      allFired: (s) => Object.keys(s.fired).length === all.length,
      neverFires: (s) =>
        Object.keys(s.due).length === all.length &&
        Object.keys({ ...s.armed, ...s.fired }).length === 0,
    },
  };
}

function actOnTimers(s: TimersState, step: TimersStep, end: number): TimersState | null {
  switch (step.do) {
    case "tick":
      return s.now < end ? { ...s, now: s.now + 1 } : null;
    case "arm":
      if (step.t in s.due) return null;
      return { ...s, armed: put(s.armed, step.t, step.at), due: put(s.due, step.t, step.at) };
    case "fire": {
      const due = s.armed[step.t];
      if (due === undefined || !isDue(due, step.at) || step.at > s.now) return null;
      return { ...s, armed: without(s.armed, step.t), fired: put(s.fired, step.t, step.at) };
    }
    case "disarm":
      return step.t in s.armed ? { ...s, armed: without(s.armed, step.t) } : null;
    default:
      return step satisfies never;
  }
}

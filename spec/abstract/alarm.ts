import type { Machine } from "../checker/machine.ts";
import { at, include, isIn, type MapOf, put, same, type SetOf, without } from "./collections.ts";

interface Disk {
  readonly armed: MapOf<number>;
  readonly fired: MapOf<number>;
  readonly gone: SetOf<string>;
}

export interface AlarmState {
  readonly clock: number;
  readonly disk: Disk;
  readonly ahead: Disk;
  /** Due times that wait behind the gate to be told to the engine's alarm. */
  readonly gated: SetOf<number>;
  /** No timer that the engine was told of is due before `nextDue`; the host wakes it at `wake`. */
  readonly nextDue: number;
  readonly wake: number;
  readonly due: MapOf<number>;
}

export type AlarmStep =
  | { readonly do: "commit" | "tick" }
  /** Fires `t`, the first that is due; or nothing, where nothing is. */
  | { readonly do: "ring"; readonly t: string | null }
  | { readonly do: "arm"; readonly t: string; readonly delay: number }
  | { readonly do: "disarm"; readonly t: string }
  | { readonly do: "crash"; readonly backwards: number };

export interface AlarmScope {
  readonly all: readonly string[];
  readonly delays: readonly number[];
  readonly end: number;
  /** How far the clock may go back across a restart (A-CLOCK-1). */
  readonly backwards: readonly number[];
}

/** The scope of spec/quint/L1/alarm.qnt. */
export const ALARM_SCOPE: AlarmScope = {
  all: ["t1", "t2"],
  delays: [0, 1, 2],
  end: 3,
  backwards: [0, 1],
};

/** No time: later than all that can be waited for. */
const NEVER = 99;

/** L1: durable timers and the host's alarm; the twin of spec/quint/L1/alarm.qnt. */
export function alarmMachine(scope: AlarmScope): Machine<AlarmState, AlarmStep> {
  const { all, delays, backwards } = scope;
  const empty: Disk = { armed: {}, fired: {}, gone: [] };
  const choices: AlarmStep[] = [
    ...all.flatMap((t) => delays.map((delay) => ({ do: "arm", t, delay }) as const)),
    ...all.map((t) => ({ do: "disarm", t }) as const),
    ...[null, ...all].map((t) => ({ do: "ring", t }) as const),
    { do: "commit" },
    { do: "tick" },
    ...backwards.map((each) => ({ do: "crash", backwards: each }) as const),
  ];
  return {
    name: "alarm",
    initial: {
      clock: 0,
      disk: empty,
      ahead: empty,
      gated: [],
      nextDue: NEVER,
      wake: NEVER,
      due: {},
    },
    choices: () => choices,
    act: (s, step) => actOnAlarm(s, step, scope.end),
    always: {
      "S-TIMER-1": (s) => Object.entries(s.ahead.fired).every(([t, time]) => time >= at(s.due, t)),
      "L-RECOVER-1": (s) =>
        Object.entries(s.disk.armed).every(([t, due]) => !(t in s.ahead.armed) || s.wake <= due),
    },
    inTheEnd: {
      "L-RECOVER-1": (s) =>
        same(s.ahead, s.disk) && Object.values(s.disk.armed).every((due) => due > scope.end),
    },
    faults: ["arm", "disarm", "crash"],
    reached: {
      allFired: (s) => Object.keys(s.disk.fired).length === all.length,
      unfired: (s) => Object.keys(s.ahead.fired).some((t) => t in s.disk.armed),
      inVain: (s) => s.wake <= s.clock && Object.keys(s.ahead.armed).length === 0,
    },
  };
}

function firstIn(armed: MapOf<number>): number {
  return Math.min(NEVER, ...Object.values(armed));
}

function actOnAlarm(s: AlarmState, step: AlarmStep, end: number): AlarmState | null {
  const { ahead } = s;
  switch (step.do) {
    case "arm": {
      const { t } = step;
      if (t in ahead.armed || t in ahead.fired || isIn(ahead.gone, t)) return null;
      const due = s.clock + step.delay;
      return {
        ...s,
        ahead: { ...ahead, armed: put(ahead.armed, t, due) },
        gated: include(s.gated, due),
        due: put(s.due, t, due),
      };
    }
    case "commit": {
      if (same(ahead, s.disk)) return null;
      const nextDue = Math.min(s.nextDue, ...s.gated);
      return { ...s, disk: ahead, gated: [], nextDue, wake: nextDue };
    }
    case "tick":
      return s.clock < end ? { ...s, clock: s.clock + 1 } : null;
    case "ring":
      return ring(s, step.t);
    case "disarm": {
      if (!(step.t in ahead.armed)) return null;
      const armed = without(ahead.armed, step.t);
      return { ...s, ahead: { ...ahead, armed, gone: include(ahead.gone, step.t) } };
    }
    case "crash": {
      if (s.clock < step.backwards) return null;
      const nextDue = firstIn(s.disk.armed);
      const clock = s.clock - step.backwards;
      return { ...s, clock, ahead: s.disk, gated: [], nextDue, wake: nextDue };
    }
    default:
      return step satisfies never;
  }
}

/** The host wakes the engine, which fires the first timer that is due, if there is one. */
function ring(s: AlarmState, t: string | null): AlarmState | null {
  if (s.clock < s.wake) return null;
  const { armed } = s.ahead;
  const first = firstIn(armed);
  if (t === null) return first <= s.clock ? null : { ...s, nextDue: first, wake: first };
  if (armed[t] === undefined || armed[t] > s.clock || armed[t] !== first) return null;
  const rest = without(armed, t);
  const nextDue = firstIn(rest);
  const fired = put(s.ahead.fired, t, s.clock);
  return { ...s, nextDue, wake: nextDue, ahead: { ...s.ahead, armed: rest, fired } };
}

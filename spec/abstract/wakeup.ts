import type { Machine } from "../checker/machine.ts";
import {
  at,
  type Case,
  exclude,
  include,
  isIn,
  mapOf,
  type MapOf,
  put,
  same,
  type SetOf,
} from "./collections.ts";
import { namesIn, type WaitsScope } from "./waits.ts";

type DurablePromise = Case<"Pending", SetOf<string>> | Case<"Completed", number>;
type Status = "Owed" | "Invoked" | Case<"Suspended", SetOf<string>> | Case<"Ended", number>;

export interface WakeupState {
  /** Durable: promises with who listens; for each invocation its status, what it has asked for. */
  readonly promises: MapOf<DurablePromise>;
  readonly status: MapOf<Status>;
  readonly asked: MapOf<SetOf<string>>;
  /** Its notifications, in the order in which they were stored. */
  readonly stored: MapOf<readonly string[]>;
  /** The attempts that run: how many notifications each has seen, and whether it can be told. */
  readonly seen: MapOf<number>;
  readonly open: SetOf<string>;
  readonly refused: SetOf<string>;
}

export type WakeupStep =
  | { readonly do: "ask"; readonly i: string; readonly name: string }
  | { readonly do: "complete"; readonly name: string; readonly value: number }
  | {
      readonly do: "begin" | "tell" | "halfClose" | "suspend" | "end" | "crash";
      readonly i: string;
    };

/** Whether one that is suspended on some names goes on once one is there (L-WAKE-1). */
function isWaitedFor(waitingFor: readonly string[], name: string): boolean {
  return waitingFor.includes(name);
}

/** The scope of spec/quint/L1/wakeup.qnt. */
export const WAKEUP_SCOPE: WaitsScope = { wants: { i: ["p"], j: ["p", "q"] }, values: [0, 1] };

const ALONE = ["begin", "tell", "halfClose", "suspend", "end", "crash"] as const;

/** L1: waiting is suspending, and nobody sleeps on; the twin of spec/quint/L1/wakeup.qnt. */
export function wakeupMachine(scope: WaitsScope): Machine<WakeupState, WakeupStep> {
  const { wants, values } = scope;
  const all = Object.keys(wants);
  const names = namesIn(scope);
  const choices: WakeupStep[] = [
    ...all.flatMap((i) => ALONE.map((name) => ({ do: name, i }))),
    ...all.flatMap((i) => at(wants, i).map((name) => ({ do: "ask", i, name }) as const)),
    ...names.flatMap((name) => values.map((value) => ({ do: "complete", name, value }) as const)),
  ];
  return {
    name: "wakeup",
    initial: {
      promises: mapOf(names, { tag: "Pending", value: [] }),
      status: mapOf(all, "Owed"),
      asked: mapOf(all, []),
      stored: mapOf(all, []),
      seen: mapOf(all, 0),
      open: [],
      refused: [],
    },
    choices: () => choices,
    act: (s, step) => actOnWakeup(s, step, wants),
    always: {
      "L-WAKE-1": (s) => all.every((i) => isAwake(s, i) && isListenedFor(s, i)),
      "S-JOURNAL-2": (s) => all.every((i) => new Set(s.stored[i]).size === s.stored[i]?.length),
      "S-PROMISE-1": (s) =>
        all.every((i) => {
          const status = at(s.status, i);
          if (typeof status === "string" || status.tag === "Suspended") return true;
          return at(wants, i).some((name) => valueOf(s, name) === status.value);
        }),
    },
    inTheEnd: {
      "L-WAKE-1": (s) =>
        all.every((i) => {
          const hasAnswer = at(wants, i).some((name) => valueOf(s, name) !== null);
          return !hasAnswer || isEnded(s, i);
        }),
    },
    faults: ["complete", "crash"],
    reached: {
      allEnded: (s) => all.every((i) => isEnded(s, i)),
      asleep: (s) => all.some((i) => same(s.status[i], { tag: "Suspended", value: names })),
      unseen: (s) =>
        all.some(
          (i) => s.status[i] === "Invoked" && !isIn(s.open, i) && at(s.stored, i).length > 0,
        ),
    },
  };
}

/** Nobody is suspended for something that is stored already, */
function isAwake(s: WakeupState, i: string): boolean {
  const status = at(s.status, i);
  if (typeof status === "string" || status.tag === "Ended") return true;
  return status.value.every((name) => !at(s.stored, i).includes(name));
}

/** and whoever asked and has no answer is listened for. */
function isListenedFor(s: WakeupState, i: string): boolean {
  return at(s.asked, i).every((name) => {
    if (at(s.stored, i).includes(name)) return true;
    const promise = at(s.promises, name);
    return promise.tag === "Pending" ? isIn(promise.value, i) : isEnded(s, i);
  });
}

function isEnded(s: WakeupState, i: string): boolean {
  const status = at(s.status, i);
  return typeof status === "object" && status.tag === "Ended";
}

function valueOf(s: WakeupState, name: string): number | null {
  const promise = at(s.promises, name);
  return promise.tag === "Completed" ? promise.value : null;
}

function actOnWakeup(
  s: WakeupState,
  step: WakeupStep,
  wants: MapOf<readonly string[]>,
): WakeupState | null {
  if (step.do === "complete") return complete(s, step.name, step.value);
  const { i } = step;
  const status = at(s.status, i);
  const stored = at(s.stored, i);
  const seen = at(s.seen, i);
  if (status !== (step.do === "begin" ? "Owed" : "Invoked")) return null;
  const isOpen = isIn(s.open, i);
  const askedAll = same(at(s.asked, i), include([], ...at(wants, i)));
  switch (step.do) {
    case "begin":
      return {
        ...s,
        status: put(s.status, i, "Invoked"),
        open: include(s.open, i),
        seen: put(s.seen, i, stored.length),
      };
    case "ask":
      return isIn(at(s.asked, i), step.name) ? null : ask(s, i, step.name);
    case "tell":
      return isOpen && seen < stored.length ? { ...s, seen: put(s.seen, i, seen + 1) } : null;
    case "halfClose":
      return isOpen ? { ...s, open: exclude(s.open, i) } : null;
    case "suspend": {
      if (isOpen || !askedAll || seen > 0) return null;
      const next: Status = stored.length > 0 ? "Owed" : { tag: "Suspended", value: at(s.asked, i) };
      return { ...s, status: put(s.status, i, next) };
    }
    case "end": {
      const value = seen === 0 || stored[0] === undefined ? null : valueOf(s, stored[0]);
      if (!askedAll || value === null) return null;
      const ended: Status = { tag: "Ended", value };
      return { ...s, open: exclude(s.open, i), status: put(s.status, i, ended) };
    }
    case "crash":
      return {
        ...s,
        status: put(s.status, i, "Owed"),
        open: exclude(s.open, i),
        seen: put(s.seen, i, 0),
      };
    default:
      return step satisfies never;
  }
}

/** An attempt asks for a promise: it is answered at once or becomes a listener. */
function ask(s: WakeupState, i: string, name: string): WakeupState {
  const asking = { ...s, asked: put(s.asked, i, include(at(s.asked, i), name)) };
  const promise = at(s.promises, name);
  if (promise.tag === "Completed") return notify(asking, i, name);
  const listening = { tag: "Pending", value: include(promise.value, i) } as const;
  return { ...asking, promises: put(s.promises, name, listening) };
}

function complete(s: WakeupState, name: string, value: number): WakeupState {
  const promise = at(s.promises, name);
  if (promise.tag === "Completed") return { ...s, refused: include(s.refused, name) };
  const completed: WakeupState = {
    ...s,
    promises: put(s.promises, name, { tag: "Completed", value }),
  };
  return promise.value.reduce((after, i) => notify(after, i, name), completed);
}

/** Stores a notification, and wakes the invocation if it waits for it. */
function notify(s: WakeupState, i: string, name: string): WakeupState {
  const status = at(s.status, i);
  if (isEnded(s, i)) return s;
  const after = { ...s, stored: put(s.stored, i, [...at(s.stored, i), name]) };
  if (typeof status === "string" || !isWaitedFor(status.value as SetOf<string>, name)) return after;
  return { ...after, status: put(s.status, i, "Owed") };
}

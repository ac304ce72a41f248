import { explore, type Explored, type ExploreOptions, type Moment } from "../checker/explore.ts";
import type { Machine, Step } from "../checker/machine.ts";
import { tours } from "../checker/tours.ts";
import { ALARM_SCOPE, alarmMachine } from "./alarm.ts";
import { GATE_SCOPE, gateMachine } from "./gate.ts";
import { IDENTITY_SCOPE, identityMachine } from "./identity.ts";
import { JOURNAL_SCOPE, journalMachine } from "./journal.ts";
import { LOCK_SCOPE, lockMachine } from "./lock.ts";
import { MAIL_SCOPE, mailMachine } from "./mail.ts";
import { OUTBOX_SCOPE, outboxMachine } from "./outbox.ts";
import { PROGRESS_SCOPE, progressMachine } from "./progress.ts";
import { STEPS_SCOPE, stepsMachine } from "./steps.ts";
import { TAKEOVER_SCOPE, takeoverMachine } from "./takeover.ts";
import { TIMERS_SCOPE, timersMachine } from "./timers.ts";
import { TREES_SCOPE, treesMachine } from "./trees.ts";
import { WAITS_SCOPE, waitsMachine } from "./waits.ts";
import { WAKEUP_SCOPE, wakeupMachine } from "./wakeup.ts";

/** A module of the specification in both its forms, ready to be explored. */
export interface Model {
  readonly name: string;
  readonly level: "L0" | "L1" | "L2";
  /** What some state must show; the Quint module has values of the same names. */
  readonly witnesses: readonly string[];
  /** All states of the scope that the Quint module has as well. */
  readonly explore: (options?: ExploreOptions) => Explored<unknown, Step>;
  /** All states of a larger scope, which only the TypeScript checker is quick enough for. */
  readonly exploreWide: () => Explored<unknown, Step>;
  /** Histories that together make every step that is possible, in a scope that may be smaller. */
  readonly tours: () => Iterable<readonly Moment<unknown, Step>[]>;
}

/** Every module, in the order in which to read them. */
export const MODELS: readonly Model[] = [
  modelOf(
    "L0",
    lockMachine(LOCK_SCOPE),
    lockMachine({
      keyOf: { a1: "a", a2: "a", a3: "a", a4: "a", b1: "b", b2: "b", b3: "b" },
      shared: [],
    }),
    lockMachine({
      keyOf: { a1: "a", a2: "a", a3: "a", b1: "b", b2: "b" },
      shared: ["s1"],
    }),
  ),
  modelOf("L1", gateMachine(GATE_SCOPE), gateMachine({ keyOf: { a1: "a", a2: "a", a3: "a" } })),
  modelOf(
    "L0",
    stepsMachine(STEPS_SCOPE),
    stepsMachine({ ...STEPS_SCOPE, all: ["i", "j", "k", "l", "m"] }),
  ),
  modelOf(
    "L1",
    progressMachine(PROGRESS_SCOPE),
    progressMachine({ ...PROGRESS_SCOPE, all: ["i", "j", "k"] }),
  ),
  modelOf("L2", journalMachine(JOURNAL_SCOPE), journalMachine({ ...JOURNAL_SCOPE, attempts: 3 })),
  modelOf(
    "L0",
    waitsMachine(WAITS_SCOPE),
    waitsMachine({
      wants: { i: ["p"], j: ["p", "q"], k: ["q"], l: ["p", "r"], m: ["r"], n: ["q", "r"] },
      values: [0, 1],
    }),
  ),
  modelOf(
    "L1",
    wakeupMachine(WAKEUP_SCOPE),
    wakeupMachine({ wants: { i: ["p"], j: ["p", "q"], k: ["p", "q"] }, values: [0, 1] }),
  ),
  modelOf(
    "L0",
    timersMachine(TIMERS_SCOPE),
    timersMachine({ ...TIMERS_SCOPE, all: ["t1", "t2", "t3", "t4"] }),
  ),
  modelOf(
    "L1",
    alarmMachine(ALARM_SCOPE),
    alarmMachine({ all: ["t1", "t2", "t3"], delays: [0, 1], end: 2, backwards: [0] }),
  ),
  modelOf(
    "L0",
    identityMachine(IDENTITY_SCOPE),
    identityMachine({ ...IDENTITY_SCOPE, calls: { ...IDENTITY_SCOPE.calls, c5: "k" } }),
  ),
  modelOf(
    "L0",
    treesMachine(TREES_SCOPE),
    treesMachine({ ...TREES_SCOPE, sends: { r: ["b"], a: ["e", "f"] } }),
  ),
  modelOf("L0", mailMachine(MAIL_SCOPE), mailMachine({ count: 400 })),
  modelOf(
    "L1",
    outboxMachine(OUTBOX_SCOPE),
    outboxMachine({ count: 5 }),
    outboxMachine({ count: 3 }),
  ),
  modelOf("L1", takeoverMachine(TAKEOVER_SCOPE), takeoverMachine({ engines: 4, batches: 5 })),
];

function modelOf<S, A extends Step>(
  level: Model["level"],
  machine: Machine<S, A>,
  wide: Machine<S, A>,
  toured: Machine<S, A> = machine,
): Model {
  return {
    name: machine.name,
    level,
    witnesses: Object.keys(machine.reached),
    explore: (options) => explore(machine, options),
    exploreWide: () => explore(wide),
    tours: () => tours(toured),
  };
}

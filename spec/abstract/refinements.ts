import type { Step } from "../checker/machine.ts";
import { explore, type Explored } from "../checker/explore.ts";
import { forgetting, refining, type Refinement } from "../checker/refine.ts";
import { ALARM_SCOPE, alarmMachine, type AlarmState } from "./alarm.ts";
import { isIn, type MapOf, mapOf, same, setOf } from "./collections.ts";
import { GATE_SCOPE, gateMachine } from "./gate.ts";
import { hears, JOURNAL_SCOPE, journalMachine, type JournalState, valuesIn } from "./journal.ts";
import { lockMachine, type LockState } from "./lock.ts";
import { MAIL_SCOPE, mailMachine } from "./mail.ts";
import { OUTBOX_SCOPE, outboxMachine } from "./outbox.ts";
import { PROGRESS_SCOPE, progressMachine, type ProgressState } from "./progress.ts";
import { stepsMachine } from "./steps.ts";
import { timersMachine, type TimersState } from "./timers.ts";
import { WAKEUP_SCOPE, wakeupMachine, type WakeupState } from "./wakeup.ts";
import { type WaitsState, waitsMachine } from "./waits.ts";

/** That one machine refines another, ready to be checked over all states of the lower one. */
export interface RefinementCheck {
  readonly name: string;
  readonly check: () => Explored<unknown, Step>;
}

const NO_ORDER = mapOf<readonly string[]>(setOf(...Object.values(GATE_SCOPE.keyOf)), []);

/** Which machine refines which: L2 does L1, and L1 does L0. */
export const REFINEMENTS: readonly RefinementCheck[] = [
  checkOf({
    lower: gateMachine(GATE_SCOPE),
    upper: forgetting(lockMachine({ ...GATE_SCOPE, shared: [] }), withoutOrders),
    // What is on the disk is what L0 would have done so far; a batch is worth several steps.
    abstractOf: ({ disk }) => withoutOrders({ ...disk, arrived: NO_ORDER, began: NO_ORDER }),
    maxSteps: 5,
  }),
  checkOf({
    lower: progressMachine(PROGRESS_SCOPE),
    upper: stepsMachine(PROGRESS_SCOPE),
    abstractOf: ({ recorded, outcome }) => ({ results: recorded, outcome }),
    maxSteps: 1,
  }),
  checkOf({
    lower: journalMachine(JOURNAL_SCOPE),
    upper: progressMachine({ ...PROGRESS_SCOPE, all: ["i"] }),
    abstractOf: progressOf,
    // A replay tells at once what L1 tells one by one.
    maxSteps: JOURNAL_SCOPE.runs,
  }),
  checkOf({
    lower: wakeupMachine(WAKEUP_SCOPE),
    upper: waitsMachine(WAKEUP_SCOPE),
    abstractOf: waitsOf,
    maxSteps: 1,
  }),
  checkOf({
    // L0 knows one clock, which never goes back.
    lower: alarmMachine({ ...ALARM_SCOPE, backwards: [0] }),
    upper: timersMachine({ all: ALARM_SCOPE.all, end: ALARM_SCOPE.end + 2 }),
    abstractOf: timersOf,
    maxSteps: 4,
  }),
  checkOf({
    lower: outboxMachine(OUTBOX_SCOPE),
    upper: mailMachine(OUTBOX_SCOPE),
    abstractOf: ({ sent, disk }) => ({ sent, taken: disk.seen }),
    maxSteps: MAIL_SCOPE.count,
  }),
];

function checkOf<S, A extends Step, T, B extends Step>(
  refinement: Refinement<S, A, T, B>,
): RefinementCheck {
  const machine = refining(refinement);
  return { name: machine.name, check: () => explore(machine) };
}

/** Locks without the orders of arrival and start, which no disk keeps. */
function withoutOrders(s: LockState): LockState {
  return { ...s, arrived: NO_ORDER, began: NO_ORDER };
}

/** The process of L1 is the attempt that the server hears, or heard last when it ended. */
function progressOf(s: JournalState): ProgressState {
  const recorded = valuesIn(s.journal);
  const current = s.attempts.findLast(
    ({ joined, epoch }, n) => hears(s, n) || (s.phase === "Ended" && joined && epoch === s.epoch),
  );
  const told = s.attempts.map(({ local }) => valuesIn(local)).sort((a, b) => b.length - a.length);
  const doing = current === undefined || current.proposed ? [] : current.doing;
  return {
    recorded: { i: recorded },
    outcome: s.phase === "Ended" ? { i: recorded } : {},
    doing: { i: doing },
    known: { i: current === undefined ? 0 : valuesIn(current.local).length },
    told: { i: told[0] ?? [] },
  };
}

/** Somebody waits once it has asked for all that it wants; what it saw first is what woke it. */
function waitsOf(s: WakeupState): WaitsState {
  const promises: Record<string, number> = {};
  for (const [name, promise] of Object.entries(s.promises)) {
    if (promise.tag === "Completed") promises[name] = promise.value;
  }
  const waiting: string[] = [];
  const woke: Record<string, number> = {};
  for (const [i, status] of Object.entries(s.status)) {
    if (typeof status === "object" && status.tag === "Ended") woke[i] = status.value;
    else if (same(s.asked[i], WAKEUP_SCOPE.wants[i])) waiting.push(i);
  }
  return { promises, waiting: setOf(...waiting), woke, refused: s.refused };
}

/** The timers on the disk, those that are over among them. */
function timersOf({ clock, disk, due }: AlarmState): TimersState {
  const known: MapOf<number> = Object.fromEntries(
    Object.entries(due).filter(([t]) => t in disk.armed || t in disk.fired || isIn(disk.gone, t)),
  );
  return { now: clock, armed: disk.armed, fired: disk.fired, due: known };
}

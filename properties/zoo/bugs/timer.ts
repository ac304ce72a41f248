import type { Bug } from "../bug.ts";

const kind = "timer";

/** Bugs of what waits for a time. */
export const TIMER_BUGS: readonly Bug[] = [
  {
    name: "fires-early",
    kind,
    what: "a timer fires up to 40 ms before its time",
    edits: [
      {
        file: "core/partition/lifecycle/fire-timer.ts",
        find: "timer.dueMs > draft.nowMs)",
        replace: "timer.dueMs > draft.nowMs + 40)",
      },
      {
        file: "core/engine/engine.ts",
        find: "if (value.dueMs > this.nowMs ||",
        replace: "if (value.dueMs > this.nowMs + 40 ||",
      },
    ],
    claims: ["S-TIMER-1", "S-RETAIN-1"],
  },
  {
    name: "sleep-ends-at-once",
    kind,
    what: "a sleep is due when it begins",
    edits: [
      {
        file: "core/partition/journal/sleep.ts",
        find: "dueMs: command.wakeUpTimeMs,",
        replace: "dueMs: draft.nowMs,",
      },
    ],
    claims: ["S-TIMER-1"],
  },
  {
    name: "alarm-forgotten-in-recovery",
    kind,
    what: "after a restart nobody looks at the timers that were armed before it",
    edits: [
      {
        file: "core/partition/owed.ts",
        find: 'if (first !== undefined) actions.push({ _tag: "Arm", dueMs: first.value.dueMs });',
        replace: "",
      },
    ],
    claims: ["L-RECOVER-1"],
    thread: "vercel/workflow#679",
  },
  {
    name: "next-alarm-not-set",
    kind,
    what: "when a timer has fired the alarm is not set for the next one",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "this.nextTimerMs = value.dueMs;",
        replace: "",
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
    thread: "elsa-workflows/elsa-core#2443",
  },
  {
    name: "alarm-for-the-latest",
    kind,
    what: "the alarm is set for the timer that was armed last, not for the one that is due first",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "this.nextTimerMs = Math.min(this.nextTimerMs, action.dueMs);",
        replace: "this.nextTimerMs = action.dueMs;",
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
    thread: "vercel/workflow#634",
  },
  {
    name: "sleeps-collide",
    kind,
    what: "two sleeps of one handler that end in the same millisecond are one timer",
    edits: [
      {
        file: "core/model/timer.ts",
        find: "/sleep/${timer.incarnation}/${timer.completionId}`",
        replace: "/sleep/${timer.incarnation}`",
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1", "S-TIMER-1"],
  },
  {
    name: "delay-ignored",
    kind,
    what: "a request with a delay starts at once",
    edits: [
      {
        file: "core/partition/lifecycle/create.ts",
        find: "if (startAtMs === null) {",
        replace: "if (startAtMs !== undefined) {",
      },
    ],
    claims: ["S-TIMER-1"],
  },
  {
    name: "retry-not-armed",
    kind,
    what: "an attempt that failed is to be retried, but its timer is not written",
    edits: [
      {
        file: "core/partition/lifecycle/fail.ts",
        find: 'draft.armTimer({ _tag: "Retry", dueMs: retryAtMs, id, epoch });',
        replace: 'draft.act({ _tag: "Arm", dueMs: retryAtMs });',
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
  },
];

import type { Bug } from "../bug.ts";

const kind = "lock and queue";

/** Bugs of locks and of the queues behind them. */
export const LOCK_BUGS: readonly Bug[] = [
  {
    name: "lock-not-seen",
    kind,
    what: "whoever comes takes the lock, held or not",
    edits: [
      {
        file: "core/partition/lifecycle/enter.ts",
        find: "if (lock === undefined) {",
        replace: "if (lock !== null) {",
      },
    ],
    claims: ["S-LOCK-1"],
  },
  {
    name: "last-in-first-out",
    kind,
    what: "the lock goes to the last in the queue",
    edits: [
      {
        file: "core/partition/lifecycle/release-lock.ts",
        find: 'const [first] = draft.scan("inbox", key, "", 1);',
        replace: 'const first = draft.scan("inbox", key).at(-1);',
      },
    ],
    claims: ["S-LOCK-2"],
  },
  {
    name: "lock-kept-after-failure",
    kind,
    what: "an invocation whose last attempt but one failed does not give its lock back",
    edits: [
      {
        file: "core/partition/lifecycle/release-lock.ts",
        find: "lock.holder !== invocation.id) return;",
        replace: "lock.holder !== invocation.id || invocation.lastFailure !== null) return;",
      },
    ],
    claims: ["L-LOCK-1", "L-COMPLETE-1"],
    thread: "restatedev/restate#5196",
  },
  {
    name: "place-not-left",
    kind,
    what: "whoever gets the lock stays in the queue as well, and gets it again",
    edits: [
      {
        file: "core/partition/lifecycle/release-lock.ts",
        find: 'draft.delete("inbox", key, first.item);',
        replace: "",
      },
    ],
    claims: ["L-LOCK-1", "S-LOCK-1", "S-OUTCOME-1", "S-JOURNAL-1", "L-COMPLETE-1"],
    thread: "dbos-inc/dbos-transact-ts#706",
  },
  {
    name: "cancelled-stays-queued",
    kind,
    what: "an invocation that is cancelled in the queue keeps its place in it",
    edits: [
      {
        file: "core/partition/lifecycle/cancel.ts",
        find: 'draft.delete("inbox", key, inboxItem(status.sequence));',
        replace: "",
      },
    ],
    claims: ["S-OUTCOME-1", "L-LOCK-1", "L-COMPLETE-1"],
    thread: "restatedev/restate#951",
  },
  {
    name: "place-taken-twice",
    kind,
    what: "two that wait get the same place in the queue, and one of them is gone",
    edits: [
      {
        file: "core/partition/lifecycle/enter.ts",
        find: "nextSequence: sequence + 1 }",
        replace: "nextSequence: sequence }",
      },
    ],
    claims: ["L-LOCK-1", "S-LOCK-2", "L-COMPLETE-1"],
  },
  {
    name: "delayed-jumps-queue",
    kind,
    what: "a delayed call starts at its time, whoever holds the lock",
    edits: [
      {
        file: "core/partition/lifecycle/fire-timer.ts",
        find: 'if (status._tag === "Scheduled") enter(draft, invocation);',
        replace: 'if (status._tag === "Scheduled") invoke(draft, invocation);',
      },
    ],
    claims: ["S-LOCK-1"],
  },
  {
    name: "holder-not-written",
    kind,
    what: "the next in the queue starts, but the lock goes on naming the one before",
    edits: [
      {
        file: "core/partition/lifecycle/release-lock.ts",
        find: 'draft.put("lock", key, "", { ...lock, holder: first.value.id });',
        replace: "",
      },
    ],
    claims: ["S-LOCK-1"],
  },
];

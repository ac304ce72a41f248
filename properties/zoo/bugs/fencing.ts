import type { Bug } from "../bug.ts";

const kind = "fencing";

/** Bugs by which what is over goes on having a say. */
export const FENCING_BUGS: readonly Bug[] = [
  {
    name: "epoch-not-compared",
    kind,
    what: "an attempt that was overtaken is heard",
    edits: [
      {
        file: "core/partition/lifecycle/heard.ts",
        find: "return invocation.epoch === from.epoch ? invocation : null;",
        replace: "return invocation;",
      },
    ],
    claims: ["S-FENCE-1", "L-COMPLETE-1"],
    thread: "dbos-inc/dbos-transact-py#742",
  },
  {
    name: "heard-while-not-invoked",
    kind,
    what: "an attempt is heard although its invocation backs off or is suspended",
    edits: [
      {
        file: "core/partition/lifecycle/heard.ts",
        find: 'invocation.status._tag !== "Invoked"',
        replace: 'invocation.status._tag === "Completed"',
      },
    ],
    claims: ["S-FENCE-1"],
  },
  {
    name: "epoch-not-raised",
    kind,
    what: "a retry has the epoch of the attempt that failed",
    edits: [
      {
        file: "core/partition/lifecycle/invoke.ts",
        find: "const epoch = invocation.epoch + 1;",
        replace:
          'const epoch = invocation.epoch + (invocation.status._tag === "BackingOff" ? 0 : 1);',
      },
    ],
    claims: ["S-FENCE-1", "S-JOURNAL-1", "S-RUN-1"],
    thread: "temporalio/sdk-java#1223",
  },
  {
    name: "earlier-life-heard",
    kind,
    what: "the sleeps of an earlier invocation of an id go on, and wake the next one",
    edits: [
      {
        file: "core/partition/lifecycle/forget.ts",
        find: "if (value.type === MessageType.SleepCommand) disarmSleep(draft, invocation, value);",
        replace: "",
      },
      {
        file: "core/partition/message/apply-notify.ts",
        find: "if (message.incarnation !== null && message.incarnation !== invocation.incarnation) return;",
        replace: "",
      },
    ],
    claims: ["S-FENCE-1", "S-TIMER-1", "S-JOURNAL-1", "S-REPLY-1"],
    thread: "dbos-inc/dbos-transact-py#769",
  },
  {
    name: "lives-share-epochs",
    kind,
    what: "every invocation of an id begins with the same epoch",
    edits: [
      {
        file: "core/partition/lifecycle/create.ts",
        find: "const incarnation = drawIncarnation(draft.draw());",
        replace: "const incarnation = drawIncarnation(draft.draw()) * 0;",
      },
    ],
    claims: ["S-FENCE-1", "S-TIMER-1"],
  },
  {
    name: "second-attempt-beside-first",
    kind,
    what: "an attempt that is found at fault is not cut off, and the retry begins beside it",
    edits: [
      {
        file: "core/partition/lifecycle/fail.ts",
        find: 'draft.act({ _tag: "AbortAttempt", id: invocation.id, epoch: invocation.epoch });',
        replace: "",
      },
      {
        file: "core/engine/engine.ts",
        find: "this.attempts.of(id)?.cutOff();",
        replace: "",
      },
    ],
    claims: ["S-FENCE-2", "L-WAKE-1"],
    thread: "dbos-inc/dbos-transact-java#491",
  },
  {
    name: "stale-start",
    kind,
    what: "an attempt that waits for a place begins although its invocation has ended meanwhile",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: 'if (invocation?.status._tag !== "Invoked" || invocation.epoch !== epoch) return;',
        replace: "if (invocation === undefined) return;",
      },
    ],
    claims: ["S-FENCE-3", "S-FENCE-1"],
    thread: "dbos-inc/dbos-transact-py#742",
  },
];

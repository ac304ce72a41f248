import type { Bug } from "../bug.ts";

const kind = "wake-up";

/** Bugs by which what has happened does not reach whoever waits for it. */
export const WAKE_UP_BUGS: readonly Bug[] = [
  {
    name: "suspension-does-not-look",
    kind,
    what: "a suspension does not look for what was stored meanwhile",
    edits: [
      {
        file: "core/partition/lifecycle/suspend.ts",
        find: "(key) => storedResult(draft, id, key)",
        replace: "() => null",
      },
    ],
    claims: ["L-WAKE-1"],
    thread: "Effect-TS/effect#6318",
  },
  {
    name: "only-first-awaited-wakes",
    kind,
    what: "of several things that are awaited only the first wakes",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: "settleAny(waitingFor, (key) =>",
        replace: "settleAny(waitingFor.slice(0, 1), (key) =>",
      },
    ],
    claims: ["L-WAKE-1"],
    thread: "Effect-TS/effect#6190",
  },
  {
    name: "woken-not-started",
    kind,
    what: "a woken invocation is marked as running, but no attempt begins before a restart",
    edits: [
      {
        file: "core/partition/lifecycle/invoke.ts",
        find: "draft.act({",
        replace: 'if (invocation.status._tag !== "Suspended") draft.act({',
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
    thread: "Effect-TS/effect#8312",
  },
  {
    name: "woken-not-written-down",
    kind,
    what: "that a woken invocation is owed an attempt is not written down, and a crash forgets it",
    edits: [
      {
        file: "core/partition/lifecycle/invoke.ts",
        find: 'draft.put("running", "", invocation.id, epoch);',
        replace:
          'if (invocation.status._tag !== "Suspended") draft.put("running", "", invocation.id, epoch);',
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1", "L-RECOVER-1"],
    thread: "dbos-inc/dbos-transact-py#716",
  },
  {
    name: "missed-while-waiting-for-a-place",
    kind,
    what: "what is stored while an attempt waits for a place is neither replayed nor delivered",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "if (waiting?.epoch === action.epoch) waiting.entries = action.index + 1;",
        replace: "",
      },
    ],
    claims: ["L-WAKE-1", "L-COMPLETE-1", "S-JOURNAL-1"],
    thread: "Effect-TS/effect#8238",
  },
  {
    name: "missed-while-opening",
    kind,
    what: "what is stored before the endpoint has answered is not delivered",
    edits: [
      {
        file: "core/attempt/attempt.ts",
        find: 'if (this.phase === "Ended" || this.writeClosed) return;\n    this.lastActivityMs = nowMs;\n    if (isCancel',
        replace:
          'if (this.phase !== "Streaming" || this.writeClosed) return;\n    this.lastActivityMs = nowMs;\n    if (isCancel',
      },
    ],
    claims: ["L-WAKE-1"],
    thread: "dbos-inc/dbos-transact-py#562",
  },
  {
    name: "one-listener-of-a-promise",
    kind,
    what: "the second to wait for a promise takes the place of the first",
    edits: [
      {
        file: "core/partition/journal/promise.ts",
        find: "const listeners = [...(found?.listeners ?? []), listener];",
        replace: "const listeners = [listener];",
      },
    ],
    claims: ["L-COMPLETE-1"],
  },
  {
    name: "one-listener-of-an-invocation",
    kind,
    what: "the second to attach to an invocation takes the place of the first",
    edits: [
      {
        file: "core/partition/message/attach.ts",
        find: "addListener(draft, invocation, listener);",
        replace: "addListener(draft, { ...invocation, listeners: [] }, listener);",
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
  },
  {
    name: "suspended-on-its-own-run",
    kind,
    what: "a handler that hangs inside a run is suspended on that run's result",
    edits: [
      {
        file: "core/attempt/attempt.ts",
        find: "const { abortTimeoutMs } = this.plan;\n      this.fail(",
        replace:
          'const { abortTimeoutMs, id, epoch } = this.plan;\n      const waitingFor = [...this.openRuns].map((run) => `c${run}`) as never;\n      if (this.openRuns.size > 0) this.finish({ _tag: "AttemptSuspended", id, epoch, waitingFor });\n      else this.fail(',
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
    thread: "restatedev/restate#5196",
  },
  {
    name: "wrongly-woken",
    kind,
    what: "an invocation is woken by what it does not wait for, and what it waits for is lost",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: "key === told ? settledBy(",
        replace: "key !== told ? settledBy(",
      },
    ],
    claims: ["L-WAKE-1", "S-WAKE-1"],
    thread: "restatedev/restate#234",
  },
  {
    name: "any-part-wakes",
    kind,
    what: "one part of what is awaited together ends a suspension",
    edits: [
      {
        file: "core/model/waiting.ts",
        find: 'case "AllCompleted":\n      return false;',
        replace: 'case "AllCompleted":\n      return true;',
      },
    ],
    claims: ["S-WAKE-1"],
  },
  {
    name: "one-failure-does-not-settle",
    kind,
    what: "what fails with its first part is waited for until all of its parts are there",
    edits: [
      {
        file: "core/model/waiting.ts",
        find: 'return as !== "Success";',
        replace: "return false;",
      },
    ],
    claims: ["L-WAKE-1"],
  },
  {
    name: "run-acknowledged-at-once",
    kind,
    what: "a run is acknowledged when its result is proposed, before it is durable",
    edits: [
      {
        file: "core/attempt/attempt.ts",
        find: "this.ackedRuns.add(completionId);\n        }",
        replace:
          'this.sink.write(encodeMessageFrame({ _tag: "ProposeRunCompletionAck", completionId }));\n        }',
      },
    ],
    claims: ["S-GATE-1", "L-WAKE-1"],
  },
  {
    name: "first-failure-settles-any",
    kind,
    what: "what succeeds with its first part is settled by one that fails",
    edits: [
      {
        file: "core/model/waiting.ts",
        find: 'return as !== "Failure";',
        replace: "return true;",
      },
    ],
    claims: ["S-WAKE-1"],
  },
  {
    name: "settled-parts-forgotten",
    kind,
    what: "what was settled of things awaited together is not noted while others are open",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: 'waiting.status = { _tag: "Suspended", waitingFor: left };',
        replace: 'waiting.status = { _tag: "Suspended", waitingFor };',
      },
    ],
    claims: ["L-WAKE-1"],
  },
  {
    name: "suspension-keeps-what-is-there",
    kind,
    what: "parts that are stored when an attempt suspends are waited for nevertheless",
    edits: [
      {
        file: "core/model/waiting.ts",
        find: "return changed ? { combinator, of: open } : waiting;",
        replace: "return waiting;",
      },
    ],
    claims: ["L-WAKE-1"],
  },
];

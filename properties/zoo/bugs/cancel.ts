import type { Bug } from "../bug.ts";

const kind = "cancel and kill";

/** Bugs of what operators do to invocations. */
export const CANCEL_BUGS: readonly Bug[] = [
  {
    name: "kill-changes-outcome",
    kind,
    what: "killing what has ended gives it another outcome",
    edits: [
      {
        file: "core/partition/lifecycle/kill.ts",
        find: 'if (status._tag === "Completed") return;',
        replace: "",
      },
    ],
    claims: ["S-OUTCOME-1", "S-RETAIN-1", "L-COMPLETE-1"],
  },
  {
    name: "killed-still-owed",
    kind,
    what: "an invocation that was killed while it ran is still owed an attempt",
    edits: [
      {
        file: "core/partition/lifecycle/complete.ts",
        find: 'if (status._tag === "Invoked") draft.delete("running", "", id);',
        replace:
          'if (status._tag === "Invoked" && invocation.outputIndex !== null) draft.delete("running", "", id);',
      },
    ],
    claims: ["L-COMPLETE-1"],
  },
  {
    name: "killed-keeps-lock",
    kind,
    what: "an invocation that is killed while it is suspended keeps its lock",
    edits: [
      {
        file: "core/partition/lifecycle/release-lock.ts",
        find: "lock.holder !== invocation.id) return;",
        replace: 'lock.holder !== invocation.id || invocation.status._tag === "Suspended") return;',
      },
    ],
    claims: ["L-LOCK-1", "L-COMPLETE-1"],
    thread: "restatedev/restate#5196",
  },
  {
    name: "callers-of-killed-not-told",
    kind,
    what: "whoever called what is killed is not told",
    edits: [
      {
        file: "core/partition/lifecycle/complete.ts",
        find: "for (const listener of invocation.listeners) notifyListener(draft, listener, outcome);",
        replace:
          'if (outcome._tag === "Success" || outcome.failure.message !== "killed") for (const listener of invocation.listeners) notifyListener(draft, listener, outcome);',
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
  },
  {
    name: "cancel-lost-in-back-off",
    kind,
    what: "a cancel of an invocation that backs off is not stored, and it goes on for ever",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: 'if (invocation === undefined || invocation.status._tag === "Completed") return;',
        replace:
          'if (invocation === undefined || invocation.status._tag === "Completed" || invocation.status._tag === "BackingOff") return;',
      },
    ],
    claims: ["S-SIGNAL-1", "L-WAKE-1", "L-COMPLETE-1", "L-LOCK-1"],
    thread: "restatedev/restate#3656",
  },
  {
    name: "early-signal-lost",
    kind,
    what: "a signal to an invocation that has not started is lost",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: "  const grown = appendNotification(",
        replace:
          '  if (status._tag === "Scheduled" || status._tag === "Inboxed") return;\n  const grown = appendNotification(',
      },
    ],
    claims: ["S-SIGNAL-1"],
  },
  {
    name: "cancel-not-heard-by-queued",
    kind,
    what: "a cancel of an invocation that waits for its time or its lock is only stored",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: 'if (cancels && (status._tag === "Scheduled" || status._tag === "Inboxed")) {',
        replace: "if (cancels && id.length === 0) {",
      },
    ],
    claims: ["S-SIGNAL-1"],
    thread: "restatedev/restate#951",
  },
  {
    name: "kill-does-not-go-down",
    kind,
    what: "a kill ends one invocation, and leaves what that one called",
    edits: [
      {
        file: "core/partition/lifecycle/kill.ts",
        find: 'if (callee !== null) draft.send({ _tag: "Kill", id: callee });',
        replace: "",
      },
    ],
    claims: ["S-KILL-1"],
  },
  {
    name: "paused-still-owed",
    kind,
    what: "an invocation that is paused while it runs is still owed an attempt",
    edits: [
      {
        file: "core/partition/request/pause.ts",
        find: 'draft.delete("running", "", id);',
        replace: "",
      },
    ],
    claims: ["S-FENCE-3", "L-COMPLETE-1", "S-PAUSE-1"],
  },
  {
    name: "paused-goes-on",
    kind,
    what: "the attempt of an invocation that is paused is not aborted",
    edits: [
      {
        file: "core/partition/request/pause.ts",
        find: 'draft.act({ _tag: "AbortAttempt", id, epoch });',
        replace: "",
      },
    ],
    claims: ["S-PAUSE-1", "S-FENCE-2", "L-WAKE-1"],
  },
  {
    name: "paused-by-a-retry-again",
    kind,
    what: "a retry that is due wakes an invocation that was paused while it backed off",
    edits: [
      {
        file: "core/partition/request/pause.ts",
        find: 'draft.disarmTimer({ _tag: "Retry", dueMs: status.retryAtMs, id, epoch });',
        replace: "",
      },
      {
        file: "core/partition/lifecycle/fire-timer.ts",
        find: 'if (status._tag === "BackingOff" && invocation.epoch === timer.epoch) {',
        replace: "if (invocation.epoch === timer.epoch) {",
      },
    ],
    claims: ["S-PAUSE-1"],
    thread: "restatedev/restate#3217",
  },
  {
    name: "cancel-does-not-wake-paused",
    kind,
    what: "a cancel of a paused invocation is only stored",
    edits: [
      {
        file: "core/partition/message/apply-notify.ts",
        find: "if (cancels) resume(draft, woken);",
        replace: "",
      },
    ],
    claims: ["S-PAUSE-1", "S-CANCEL-1"],
  },
  {
    name: "resumed-elsewhere",
    kind,
    what: "what is resumed goes on at the latest deployment, though nobody asked for another one",
    edits: [
      {
        file: "core/partition/registry/choose-deployment.ts",
        find: 'if (pin === null || choice._tag === "Keep") return',
        replace: "if (pin === null) return",
      },
    ],
    claims: ["S-PIN-1"],
    thread: "restatedev/restate#499",
  },
  {
    name: "pauses-what-waits",
    kind,
    what: "an invocation that is suspended can be paused, and is woken by nothing then",
    edits: [
      {
        file: "core/partition/request/pause.ts",
        find: 'case "Suspended":\n      return { _tag: "Done" };',
        replace: 'return { _tag: "Done" };\n    case "Suspended":\n      break;',
      },
    ],
    claims: ["S-PAUSE-1"],
  },
];

import type { Bug } from "../bug.ts";

const kind = "journal";

/** Bugs of what is stored, and of what is read back. */
export const JOURNAL_BUGS: readonly Bug[] = [
  {
    name: "notification-twice",
    kind,
    what: "a notification that is stored already is stored again",
    edits: [
      {
        file: "core/partition/journal/append.ts",
        find: 'if (draft.get("notification", invocation.id, key) !== undefined) return null;',
        replace: "",
      },
    ],
    claims: ["S-JOURNAL-2"],
    thread: "dbos-inc/dbos-transact-ts#1205",
  },
  {
    name: "run-told-not-stored",
    kind,
    what: "the result of a run is acknowledged, but not stored",
    edits: [
      {
        file: "core/partition/journal/run.ts",
        find: "appendNotification(draft, invocation, type, id, payload, event.pin);",
        replace:
          'const entry = { _tag: "Notification", type, payload, id, storedAtMs: 0 } as const;\n' +
          'draft.act({ _tag: "Deliver", id: event.id, epoch: event.epoch, index: 0, entry });',
      },
    ],
    claims: ["S-JOURNAL-1", "S-GATE-1", "L-COMPLETE-1", "L-WAKE-1"],
  },
  {
    name: "length-forgotten-in-back-off",
    kind,
    what: "what comes while an invocation backs off is stored where the next entry goes",
    edits: [
      {
        file: "core/partition/journal/append.ts",
        find: "grown.journalLength++;",
        replace: 'if (invocation.status._tag !== "BackingOff") grown.journalLength++;',
      },
    ],
    claims: ["S-JOURNAL-1", "L-WAKE-1", "L-COMPLETE-1"],
  },
  {
    name: "output-misplaced",
    kind,
    what: "the output is looked for one entry too far",
    edits: [
      {
        file: "core/partition/journal/append.ts",
        find: "grown.outputIndex = index;",
        replace: "grown.outputIndex = index + 1;",
      },
    ],
    claims: ["L-COMPLETE-1"],
  },
  {
    name: "open-runs-forgotten",
    kind,
    what: "a run that an earlier attempt began cannot be completed by a later one",
    edits: [
      {
        file: "core/attempt/attempt.ts",
        find: "this.openRuns.add(entry.completionId);",
        replace: "",
      },
    ],
    claims: ["L-COMPLETE-1"],
    thread: "dbos-inc/dbos-transact-py#805",
  },
  {
    name: "first-write-wins",
    kind,
    what: "a write to a state key that has a value is lost",
    edits: [
      {
        file: "core/partition/journal/state.ts",
        find: 'if (group !== null) draft.put("state", group, stateItem(command.key), command.value);',
        replace:
          'if (group !== null && draft.get("state", group, stateItem(command.key)) === undefined) draft.put("state", group, stateItem(command.key), command.value);',
      },
    ],
    claims: ["S-STATE-1", "S-JOURNAL-1"],
  },
  {
    name: "replay-by-text",
    kind,
    what: "from the sixteenth entry on a journal is read back in the wrong order",
    edits: [
      {
        file: "core/model/journal.ts",
        find: 'return index.toString(16).padStart(8, "0");',
        replace: "return index.toString(16);",
      },
    ],
    claims: ["S-JOURNAL-1"],
  },
  {
    name: "last-entry-not-replayed",
    kind,
    what: "an attempt is started without the last entry of its journal",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "private start({ id, epoch, entries }: WaitingStart): void {",
        replace:
          "private start({ id, epoch, entries: all }: WaitingStart): void {\n    const entries = Math.max(1, all - 1);",
      },
    ],
    claims: ["S-RUN-1", "S-JOURNAL-1", "L-WAKE-1", "L-COMPLETE-1"],
    thread: "dbos-inc/dbos-transact-ts#1205",
  },
  {
    name: "journal-purged-while-running",
    kind,
    what: "an operator can purge an invocation that has not ended",
    edits: [
      {
        file: "core/partition/request/operate.ts",
        find: 'if (invocation.status._tag !== "Completed") {',
        replace: 'if (invocation.status._tag === "Scheduled") {',
      },
    ],
    claims: ["S-JOURNAL-1", "L-COMPLETE-1", "S-LOCK-1", "L-LOCK-1"],
  },
  {
    name: "forgets-with-the-journal",
    kind,
    what: "whoever purges the journal of an ended invocation purges its outcome too",
    edits: [
      {
        file: "core/partition/request/purge-journal.ts",
        find: "forgetJournal(draft, invocation);",
        replace: 'forgetJournal(draft, invocation);\n  draft.delete("invocation", id, "");',
      },
    ],
    claims: ["S-RETAIN-1", "S-OUTCOME-1", "S-IDEMPOTENT-1"],
  },
  {
    name: "journal-purged-under-its-handler",
    kind,
    what: "the journal of an invocation that goes on can be purged",
    edits: [
      {
        file: "core/partition/request/purge-journal.ts",
        find: 'if (status._tag !== "Completed") {',
        replace:
          'if (status._tag !== "Completed") forgetJournal(draft, invocation);\n  if (status._tag !== "Completed") {',
      },
    ],
    claims: ["S-JOURNAL-1"],
  },
  {
    name: "part-of-state-taken-for-all",
    kind,
    what: "a handler is told that the state it is sent ahead is all there is, where it is a part",
    edits: [
      {
        file: "core/engine/plan-attempt.ts",
        find: "if (bytes > maxBytes) return { state, partial: true };",
        replace: "if (bytes > maxBytes) return { state, partial: false };",
      },
    ],
    claims: ["S-STATE-2", "S-STATE-1", "S-JOURNAL-1"],
  },
  {
    name: "lazy-state-says-none",
    kind,
    what: "a handler with lazy state is told that it has none",
    edits: [
      {
        file: "core/engine/plan-attempt.ts",
        find: "if (group === null || maxBytes === 0) return { state: [], partial: true };",
        replace: "if (group === null || maxBytes === 0) return { state: [], partial: false };",
      },
    ],
    claims: ["S-STATE-2", "S-STATE-1", "S-JOURNAL-1"],
  },
  {
    name: "restart-without-answers",
    kind,
    what: "what is restarted begins without the answers that came after the entries it begins with",
    edits: [
      {
        file: "core/partition/journal/prefix.ts",
        find: "if (asked.delete(notificationKey(entry.id)) && index > from) prefix.push(entry);",
        replace: "asked.delete(notificationKey(entry.id));",
      },
    ],
    claims: ["S-RESTART-1"],
  },
];

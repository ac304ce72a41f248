import type { Bug } from "../bug.ts";

const kind = "idempotency";

/** Bugs by which one thing happens twice, or two are taken for one. */
export const IDEMPOTENCY_BUGS: readonly Bug[] = [
  {
    name: "repeated-call-begins-again",
    kind,
    what: "a repeat of a call that has not ended begins it again",
    edits: [
      {
        file: "core/partition/request/accept.ts",
        find: "if (existing !== undefined) return joinCall(draft, request, existing);",
        replace:
          'if (existing?.status._tag === "Completed") return joinCall(draft, request, existing);',
      },
    ],
    claims: ["S-IDEMPOTENT-1", "S-WORKFLOW-1", "S-JOURNAL-1"],
    thread: "dbos-inc/dbos-transact-ts#725",
  },
  {
    name: "repeated-send-begins-again",
    kind,
    what: "a repeat of a message whose invocation has ended begins it again",
    edits: [
      {
        file: "core/partition/request/accept.ts",
        find: "if (existing !== undefined) {\n",
        replace: 'if (existing !== undefined && existing.status._tag !== "Completed") {\n',
      },
    ],
    claims: ["S-IDEMPOTENT-1", "S-WORKFLOW-1", "S-JOURNAL-1", "S-OUTCOME-1"],
  },
  {
    name: "workflow-runs-again",
    kind,
    what: "a handler that calls a workflow which has ended runs it again",
    edits: [
      {
        file: "core/partition/message/invoke.ts",
        find: "if (existing === undefined) {",
        replace: 'if (existing === undefined || existing.status._tag === "Completed") {',
      },
    ],
    claims: ["S-IDEMPOTENT-1", "S-WORKFLOW-1", "S-JOURNAL-1", "S-OUTCOME-1"],
    thread: "dbos-inc/dbos-transact-ts#725",
  },
  {
    name: "handler-not-in-the-id",
    kind,
    what: "an idempotency key is one for all handlers of a service",
    edits: [
      {
        file: "core/partition/registry/target-id.ts",
        find: "return idempotentInvocationId(hashes, service, key, handler, idempotencyKey);",
        replace: 'return idempotentInvocationId(hashes, service, key, "", idempotencyKey);',
      },
    ],
    claims: ["S-REPLY-1"],
    thread: "restatedev/restate#1495",
  },
  {
    name: "second-caller-replaces-first",
    kind,
    what: "of two callers that share an invocation only the last is told its outcome",
    edits: [
      {
        file: "core/partition/message/invoke.ts",
        find: "addListener(draft, existing, listener);",
        replace: "addListener(draft, { ...existing, listeners: [] }, listener);",
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
  },
  {
    name: "answered-twice",
    kind,
    what: "a client that was answered when an invocation ended is answered again by the next answer",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "if (this.waiters.end(request)) this.output(",
        replace:
          'if (this.waiters.end(request) && reply._tag === "Completed") this.output({ _tag: "Reply", request, reply });\n    this.output(',
      },
    ],
    claims: ["S-REPLY-1"],
  },
  {
    name: "gap-not-noticed",
    kind,
    what: "a message of another partition that overtook one which was lost makes that one a repeat",
    edits: [
      {
        file: "core/partition/message/receive.ts",
        find: "if (event.sequence > seen + 1) return;\n  if (event.sequence === seen + 1) {",
        replace: "if (event.sequence > seen) {",
      },
    ],
    claims: ["S-OUTBOX-1", "L-COMPLETE-1", "L-LOCK-1"],
  },
  {
    name: "old-answers-kept",
    kind,
    what: "an invocation is forgotten without its notifications, and the next of its id has them",
    edits: [
      {
        file: "core/partition/lifecycle/forget.ts",
        find: 'for (const { item } of draft.scan("notification", id)) draft.delete("notification", id, item);',
        replace: "",
      },
    ],
    claims: ["L-COMPLETE-1", "L-LOCK-1", "L-FORGET-1"],
    thread: "dbos-inc/dbos-transact-py#769",
  },
  {
    name: "promise-completed-twice",
    kind,
    what: "a durable promise that is completed can be completed anew",
    edits: [
      {
        file: "core/partition/journal/promise.ts",
        find:
          "const type = MessageType.CompletePromiseNotification;\n" +
          '  const found = draft.get("promise", group, command.key);\n' +
          '  if (found?._tag === "Completed") {',
        replace:
          "const type = MessageType.CompletePromiseNotification;\n" +
          '  const found = draft.get("promise", group, command.key);\n' +
          "  if (found === null) {",
      },
    ],
    claims: ["S-PROMISE-1"],
  },
  {
    name: "second-caller-joins-a-run",
    kind,
    what: "who calls the run of a workflow again waits for its outcome, and is not refused",
    edits: [
      {
        file: "core/partition/request/accept.ts",
        find: 'if (target._tag === "Workflow" && target.access === "Run") {',
        replace: 'if (target._tag === "Workflow" && target.access === "Shared") {',
      },
    ],
    claims: ["S-WORKFLOW-1"],
  },
  {
    name: "promises-outlive-their-run",
    kind,
    what: "when the run of a workflow is forgotten, its promises are kept for the next one",
    edits: [
      {
        file: "core/partition/lifecycle/forget.ts",
        find: 'for (const { item } of draft.scan("promise", key)) draft.delete("promise", key, item);',
        replace: "",
      },
    ],
    claims: ["L-FORGET-1"],
  },
  {
    name: "journal-kept-as-long-as-the-outcome",
    kind,
    what: "the journal of an idempotent call is kept as long as its outcome",
    edits: [
      {
        file: "core/partition/lifecycle/retention.ts",
        find: "Math.min(journalMs, completionMs)",
        replace: "completionMs",
      },
    ],
    claims: ["S-RETAIN-1"],
  },
];

import type {
  Change,
  Event,
  Invocation,
  InvocationId,
  MemoryTables,
  Transition,
} from "@holdfast/core";
import { journalItem, objectKeyOf } from "@holdfast/core";
import { isDeepStrictEqual } from "node:util";

/** What must be true of one step: `before` is durable state as the event found it. */
export function brokenSteps(before: MemoryTables, event: Event, led: Transition): string[] {
  const next = new Map(led.changes.map((change) => [nameOf(change), change]));
  const problems: string[] = [];
  if (next.size !== led.changes.length) problems.push("a row is changed twice");
  for (const change of led.changes) {
    if (change.table === "invocation")
      problems.push(...invocationProblems(before, event, change, next));
    if (change.table === "promise") {
      const was = before.get("promise", change.group, change.item);
      const isSame = isDeepStrictEqual(was, change.value);
      if (was?._tag === "Completed" && change.value !== null && !isSame) {
        problems.push(`promise ${change.item} was completed twice (S-PROMISE-1)`);
      }
    }
  }
  return [...problems, ...journalProblems(before, led), ...eventProblems(before, event, led)];
}

function nameOf({ table, group, item }: Change): string {
  return JSON.stringify([table, group, item]);
}

function invocationProblems(
  before: MemoryTables,
  event: Event,
  { group, value }: Extract<Change, { table: "invocation" }>,
  next: ReadonlyMap<string, Change>,
): string[] {
  const was = before.get("invocation", group, "");
  if (was === undefined) return [];
  if (value === null) return forgetProblems(before, was, next);
  if (was.incarnation !== value.incarnation) return [`${group} was replaced without being ended`];
  const problems: string[] = [];
  if (was.status._tag === "Completed" && !isDeepStrictEqual(was.status, value.status)) {
    problems.push(`the outcome of ${group} changed (S-OUTCOME-1)`);
  }
  if (value.epoch < was.epoch) problems.push(`the epoch of ${group} went back (S-FENCE-1)`);
  const isMoved =
    event._tag === "Requested" &&
    event.body._tag === "Resume" &&
    event.body.id === group &&
    event.body.deployment._tag !== "Keep" &&
    was.pin?.protocolVersion === value.pin?.protocolVersion;
  if (was.pin !== null && !isMoved && !isDeepStrictEqual(was.pin, value.pin)) {
    problems.push(`the pin of ${group} changed (S-PIN-1)`);
  }
  if (value.journalLength < was.journalLength) problems.push(`the journal of ${group} shrank`);
  return problems;
}

/** With a workflow's run go its state and its promises (wire facts 5.1). */
function forgetProblems(
  before: MemoryTables,
  { id, target }: Invocation,
  next: ReadonlyMap<string, Change>,
): string[] {
  const key = objectKeyOf(id, target);
  if (key === null || target._tag !== "Workflow" || target.access !== "Run") return [];
  return (["state", "promise"] as const).flatMap((table) =>
    before
      .scan(table, key)
      .filter(({ item }) => next.get(JSON.stringify([table, key, item]))?.value !== null)
      .map(({ item }) => `${table} ${item} of ${key} outlived its workflow`),
  );
}

/** S-JOURNAL-1: entries are added at the end; they go only with their invocation's end. */
function journalProblems(before: MemoryTables, { changes }: Transition): string[] {
  return changes.flatMap(({ table, group, item, value }) => {
    if (table !== "journal") return [];
    const was = before.get("invocation", group, "");
    const becomes = changes.find((each) => each.table === "invocation" && each.group === group);
    const isGone = becomes?.value === null;
    if (value === null) {
      const now = becomes?.table === "invocation" && becomes.value !== null ? becomes.value : was;
      const isOver = isGone || now?.status._tag === "Completed";
      return isOver ? [] : [`journal entry ${item} of ${group} was deleted (S-JOURNAL-1)`];
    }
    const from = journalItem(was?.journalLength ?? 0);
    return item < from ? [`journal entry ${item} of ${group} was rewritten (S-JOURNAL-1)`] : [];
  });
}

function eventProblems(before: MemoryTables, event: Event, led: Transition): string[] {
  const isNothing = led.changes.length === 0 && led.actions.length === 0;
  if ("epoch" in event) {
    const invocation = before.get("invocation", event.id, "");
    const isHeard = invocation?.status._tag === "Invoked" && invocation.epoch === event.epoch;
    return isHeard || isNothing ? [] : [`${event.id} heard an attempt that is over (S-FENCE-1)`];
  }
  if (event._tag === "TimerFired") {
    const timer = before.get("timer", "", event.item);
    const isDue = timer !== undefined && timer.dueMs <= event.nowMs;
    return isDue || isNothing ? [] : [`timer ${event.item} fired before its time (S-TIMER-1)`];
  }
  if (event._tag === "Requested") {
    const answers = led.actions.filter(
      (action) =>
        (action._tag === "Answer" || action._tag === "Await") && action.request === event.request,
    );
    return answers.length === 1 ? [] : [`request ${event.request} got ${answers.length} answers`];
  }
  return [];
}

/** Invocations that a step's changes name, so that later events can be about them. */
export function namedIn({ changes }: Transition): InvocationId[] {
  return changes.flatMap((change) =>
    change.table === "invocation" ? [change.group as InvocationId] : [],
  );
}

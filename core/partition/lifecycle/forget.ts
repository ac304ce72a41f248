import { type Invocation, type JournalEntry, objectKeyOf } from "../../model/index.ts";
import { decodeMessage, MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** Forgets an ended invocation wholly (L-FORGET-1); with a workflow's run go its state and its promises (5.1). */
export function forget(draft: Draft, invocation: Invocation): void {
  const { id, target, status } = invocation;
  forgetJournal(draft, invocation);
  draft.delete("invocation", id, "");
  if (status._tag === "Completed") {
    draft.disarmTimer({ _tag: "ExpireInvocation", dueMs: status.expiresAtMs, id });
    const journalDueMs = status.completedAtMs + invocation.journalRetentionMs;
    draft.disarmTimer({ _tag: "ExpireJournal", dueMs: journalDueMs, id });
  }
  const key = objectKeyOf(id, target);
  if (key === null || target._tag !== "Workflow" || target.access !== "Run") return;
  for (const { item } of draft.scan("state", key)) draft.delete("state", key, item);
  for (const { item } of draft.scan("promise", key)) draft.delete("promise", key, item);
}

/** Drops the journal of an ended invocation; its outcome stays, its sleeps wake nobody any more. */
export function forgetJournal(draft: Draft, invocation: Invocation): void {
  const { id } = invocation;
  for (const { item, value } of draft.scan("journal", id)) {
    if (value.type === MessageType.SleepCommand) disarmSleep(draft, invocation, value);
    draft.delete("journal", id, item);
  }
  for (const { item } of draft.scan("notification", id)) draft.delete("notification", id, item);
}

function disarmSleep(draft: Draft, { id, incarnation }: Invocation, entry: JournalEntry): void {
  const command = decodeMessage(entry.type, entry.payload);
  if (command._tag !== "SleepCommand") return;
  const { wakeUpTimeMs: dueMs, resultCompletionId: completionId } = command;
  draft.disarmTimer({ _tag: "Sleep", dueMs, id, incarnation, completionId });
}

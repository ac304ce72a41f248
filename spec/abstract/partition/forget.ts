import type { Move } from "./move.ts";
import { entryName } from "./names.ts";
import type { Invocation } from "./state.ts";
import { disarm } from "./arm-timer.ts";

/** An invocation is forgotten; with a workflow's run go the state and the promises of its key. */
export function forget(move: Move, invocation: Invocation): void {
  const { id, status, object, run, journalRetentionMs, completionRetentionMs } = invocation;
  const { state } = move;
  forgetJournal(move, invocation);
  move.did("identity.forget");
  state.forget(invocation);
  move.remove("invocation", id, "");
  if (status._tag === "Completed") {
    const { expiresAtMs } = status;
    disarm(move, { _tag: "ExpireInvocation", dueMs: expiresAtMs, id });
    const dueMs = expiresAtMs - completionRetentionMs + journalRetentionMs;
    disarm(move, { _tag: "ExpireJournal", dueMs, id });
  }
  if (!run || object === null) return;
  for (const [group, table] of [
    [state.values.get(object), "state"],
    [state.promises.get(object), "promise"],
  ] as const) {
    for (const name of group?.keys() ?? []) move.remove(table, object, name);
  }
  state.values.delete(object);
  state.promises.delete(object);
}

/** A journal is forgotten, and with it the sleeps that nobody is left to be woken by. */
export function forgetJournal(move: Move, invocation: Invocation): void {
  if (!invocation.remembered) return;
  move.did("journal.drop");
  const { id, stored, sleeps } = invocation;
  for (let index = 0; index < invocation.journalLength; index++) {
    move.remove("journal", id, entryName(index));
  }
  for (const key of stored.keys()) move.remove("notification", id, key);
  stored.clear();
  invocation.entries = [];
  invocation.remembered = false;
  for (const timer of [...sleeps.values()]) disarm(move, timer);
}

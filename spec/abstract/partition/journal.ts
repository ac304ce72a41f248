import type { Move } from "./move.ts";
import { entryName, TOLD } from "./names.ts";
import type { EntryRow, Outcome, Result } from "./rows.ts";
import type { Invocation } from "./state.ts";

/** Whether what an attempt says counts: it is the newest of an invocation that owes one. */
export function heard(
  move: Move,
  { id, epoch }: { readonly id: string; readonly epoch: number },
): Invocation | null {
  const invocation = move.state.invocations.get(id);
  if (invocation?.status._tag === "Invoked" && invocation.epoch === epoch) return invocation;
  const now =
    invocation === undefined
      ? "not there"
      : `${invocation.status._tag} at epoch ${invocation.epoch}`;
  move.rest("journal.late", `an attempt of epoch ${epoch} speaks, and ${id} is ${now}`);
  return null;
}

/** A command becomes the next entry. */
export function store(
  move: Move,
  invocation: Invocation,
  entry: Extract<EntryRow, { readonly _tag: "Command" }>,
): void {
  move.did("journal.store");
  if (entry.output !== null) {
    invocation.outputIndex = invocation.journalLength;
    invocation.output = entry.output;
  }
  append(move, invocation, entry);
  invocation.journalCommands++;
}

/** A notification becomes the next entry, unless it is one already; whether it does. */
export function tell(
  move: Move,
  invocation: Invocation,
  key: string,
  type: number,
  result: Result,
): boolean {
  const { id, stored } = invocation;
  if (stored.has(key)) {
    move.did("journal.again");
    return false;
  }
  move.did("journal.tell");
  stored.set(key, invocation.journalLength);
  if (result._tag === "Failure") invocation.failures.add(key);
  move.put("notification", id, key, invocation.journalLength, false);
  append(move, invocation, { _tag: "Notification", type, key, result });
  if (type === TOLD.callee && result._tag === "InvocationId") invocation.callees.push(result.id);
  return true;
}

/** An answer to a command that is stored in the same step. */
export function answer(
  move: Move,
  invocation: Invocation,
  completionId: number,
  type: number,
  result: Result,
): void {
  tell(move, invocation, `c${completionId}`, type, result);
}

export function resultOf(outcome: Outcome): Result {
  return outcome._tag === "Success" ? { _tag: "Value", value: outcome.value } : outcome;
}

/** An entry comes to stand at the end. */
export function append(move: Move, invocation: Invocation, entry: EntryRow): void {
  move.put("journal", invocation.id, entryName(invocation.journalLength), entry, false);
  invocation.entries.push(entry);
  invocation.journalLength++;
  move.touch(invocation);
}

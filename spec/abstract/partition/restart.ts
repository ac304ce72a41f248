import type { Ask } from "./happenings.ts";
import { append } from "./journal.ts";
import { enter } from "./locks.ts";
import type { Move } from "./move.ts";
import { TOLD } from "./names.ts";
import type { EntryRow, InvocationRow } from "./rows.ts";
import type { Invocation } from "./state.ts";

/**
 * An operator wants the work of an ended invocation done again: by another one of the same key that
 * begins with the first entries of its journal, and with the answers to what these ask (S-RESTART-1).
 */
export function restart(
  move: Move,
  { id, from }: Extract<Ask, { _tag: "RestartAsNew" }>,
  made: string,
): void {
  move.did("operate.restart");
  const refuse = (why: string): never => move.refuse("operate.restart", `${made} ${why}`);
  const ended = move.state.invocations.get(id);
  if (ended?.status._tag !== "Completed") return refuse(`is made of ${id}, which has not ended`);
  if (!ended.remembered) return refuse(`is made of ${id}, whose journal is forgotten`);
  if (ended.run) return refuse(`runs the workflow of ${id} again`);
  const row = move.done("invocation", made, "");
  if (row === undefined || row === null) return refuse("has to be made, and is not");
  if (!isSibling(row, ended)) return refuse(`is not what ${id} was`);
  const restarted = move.state.admit({
    ...row,
    status: { _tag: "Scheduled", startAtMs: move.nowMs },
    epoch: row.incarnation,
    listeners: [],
    journalLength: 0,
    journalCommands: 0,
    outputIndex: null,
    policyAttempts: 0,
  });
  restarted.remembered = true;
  for (const entry of prefixOf(move, ended, from)) copy(move, restarted, entry);
  enter(move, restarted);
}

/** Whether it is what the ended one was, with a number and an id of its own, and no idempotency key. */
function isSibling(row: InvocationRow, ended: Invocation): boolean {
  const key = (target: InvocationRow["target"]) => (target._tag === "Service" ? null : target.key);
  const access = (target: InvocationRow["target"]) =>
    target._tag === "Service" ? null : target.access;
  return (
    row.id.slice(0, 16) === ended.id.slice(0, 16) &&
    row.target._tag === ended.target._tag &&
    row.target.service === ended.target.service &&
    row.target.handler === ended.target.handler &&
    key(row.target) === key(ended.target) &&
    access(row.target) === access(ended.target) &&
    row.idempotencyKey === null &&
    row.pin?.protocolVersion === ended.pin?.protocolVersion &&
    row.completionRetentionMs === ended.completionRetentionMs &&
    row.journalRetentionMs === ended.journalRetentionMs
  );
}

function prefixOf(move: Move, { id, entries, stored }: Invocation, from: number): EntryRow[] {
  const prefix = entries.slice(0, from + 1);
  if (prefix.length <= from) move.refuse("operate.restart", `${id} has no entry ${from}`);
  const asked = new Set<string>();
  for (const entry of prefix) {
    if (entry._tag !== "Command" || entry.completionId === null) continue;
    const key = `c${entry.completionId}`;
    if (!stored.has(key)) move.refuse("operate.restart", `${id} was never told ${key}`);
    asked.add(key);
  }
  const rest = entries.slice(from + 1);
  for (const [place, entry] of rest.entries()) {
    if (entry._tag !== "Notification") continue;
    // Whom it called is told right after the call.
    if (asked.has(entry.key) || (place === 0 && entry.type === TOLD.callee)) prefix.push(entry);
  }
  return prefix;
}

function copy(move: Move, invocation: Invocation, entry: EntryRow): void {
  if (entry._tag === "Command") {
    invocation.journalCommands++;
    if (entry.output !== null) {
      invocation.outputIndex = invocation.journalLength;
      invocation.output = entry.output;
    }
  } else {
    const { type, key, result } = entry;
    invocation.stored.set(key, invocation.journalLength);
    if (result._tag === "Failure") invocation.failures.add(key);
    if (type === TOLD.callee && result._tag === "InvocationId") invocation.callees.push(result.id);
    move.put("notification", invocation.id, key, invocation.journalLength, false);
  }
  append(move, invocation, entry);
}

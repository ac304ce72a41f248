import { entryName, placeName, TOLD } from "./names.ts";
import { Refused } from "./refused.ts";
import type { EntryRow, RowChange, TableName } from "./rows.ts";
import { type Invocation, State } from "./state.ts";

type RowOf<T extends TableName> = Extract<RowChange, { readonly table: T }>;

/**
 * The state that rows amount to: where a partition begins, or begins again. Rows that do not fit
 * each other are refused, since no partition was ever in such a state.
 */
export function stateOf(rows: Iterable<RowChange>): State {
  const byTable = new Map<TableName, RowChange[]>();
  for (const row of rows) {
    if (row.value === null) continue;
    const known = byTable.get(row.table);
    if (known === undefined) byTable.set(row.table, [row]);
    else known.push(row);
  }
  const rowsOf = <T extends TableName>(table: T) => (byTable.get(table) ?? []) as RowOf<T>[];
  const state = new State();
  for (const { value } of rowsOf("invocation")) if (value !== null) state.admit(value);
  takeJournals(state, rowsOf("journal"), rowsOf("notification"));
  checkRunning(state, rowsOf("running"));
  takeLocks(state, rowsOf("lock"), rowsOf("inbox"));
  for (const { group, item, value } of rowsOf("state")) {
    if (value !== null) state.groupOf(state.values, group).set(item, value);
  }
  for (const { group, item, value } of rowsOf("promise")) {
    if (value !== null) state.groupOf(state.promises, group).set(item, value);
  }
  for (const { item, value } of rowsOf("timer")) if (value !== null) state.addTimer(item, value);
  for (const { group, item, value } of rowsOf("outbox")) {
    if (value !== null) state.groupOf(state.outboxes, group).set(item, value.message);
  }
  for (const { group, item, value } of rowsOf("dedup")) {
    if (value !== null) (group === "next" ? state.sent : state.seen).set(item, value);
  }
  return state;
}

function takeJournals(
  state: State,
  entries: readonly RowOf<"journal">[],
  notifications: readonly RowOf<"notification">[],
): void {
  const lengths = new Map<string, number>();
  for (const { group, item, value } of entries.toSorted(byItem)) {
    const invocation = ownerOf(state, "journal", group);
    const index = lengths.get(group) ?? 0;
    if (item !== entryName(index)) inconsistent(`entry ${index} of ${group} is missing`);
    lengths.set(group, index + 1);
    invocation.remembered = true;
    if (value === null) continue;
    invocation.entries.push(value);
    takeEntry(invocation, value);
  }
  for (const { group, item, value } of notifications) {
    if (value !== null) ownerOf(state, "notification", group).stored.set(item, value);
  }
  for (const { id, journalLength, remembered } of state.invocations.values()) {
    if (!remembered || lengths.get(id) === journalLength) continue;
    inconsistent(`${id} has ${lengths.get(id) ?? 0} entries, and says ${journalLength}`);
  }
}

function takeEntry(invocation: Invocation, entry: EntryRow): void {
  if (entry._tag === "Command") {
    invocation.output ??= entry.output;
    return;
  }
  if (entry.result._tag === "Failure") invocation.failures.add(entry.key);
  if (entry.type === TOLD.callee && entry.result._tag === "InvocationId") {
    invocation.callees.push(entry.result.id);
  }
}

/** Exactly the invoked ones are owed an attempt, each at its epoch: no other one (S-FENCE-3). */
function checkRunning(state: State, rows: readonly RowOf<"running">[]): void {
  const owed = new Map(rows.map(({ item, value }) => [item, value]));
  for (const { id, status, epoch } of state.invocations.values()) {
    if (owed.get(id) !== (status._tag === "Invoked" ? epoch : undefined)) {
      inconsistent(`${id} is ${status._tag} at epoch ${epoch}, and owed attempt ${owed.get(id)}`);
    }
    owed.delete(id);
  }
  for (const [id] of owed) inconsistent(`an attempt of ${id} is owed, which is not there`);
}

function takeLocks(
  state: State,
  locks: readonly RowOf<"lock">[],
  places: readonly RowOf<"inbox">[],
): void {
  for (const { group, value } of locks) {
    if (value !== null) state.locks.set(group, { ...value, queue: [] });
  }
  for (const { group, item, value } of places.toSorted(byItem)) {
    const lock = state.locks.get(group);
    const id = value?.id ?? "";
    const status = state.invocations.get(id)?.status;
    const isThere = status?._tag === "Inboxed" && placeName(status.sequence) === item;
    if (lock === undefined || !isThere) {
      inconsistent(`place ${item} of ${group} is ${id}'s, which does not wait there`);
    }
    state.locks.set(group, { ...lock, queue: [...lock.queue, id] });
  }
}

function ownerOf(state: State, table: TableName, id: string): Invocation {
  return state.invocations.get(id) ?? inconsistent(`${table} of ${id}, which is not there`);
}

function byItem(a: RowChange, b: RowChange): number {
  return a.item < b.item ? -1 : 1;
}

function inconsistent(what: string): never {
  throw new Refused("rows", what);
}

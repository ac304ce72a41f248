import type { Due, Move } from "./move.ts";
import { placeName } from "./names.ts";
import { Refused } from "./refused.ts";
import type { RowChange } from "./rows.ts";
import {
  sameContent,
  sameEntry,
  sameListeners,
  sameMessage,
  samePin,
  samePromise,
  sameStatus,
  sameTimer,
} from "./same.ts";
import type { Invocation, State } from "./state.ts";

/** Compares what has come due with what was really done, row by row; refuses any difference. */
export function compare(move: Move): void {
  let extra: RowChange | null = null;
  for (const change of move.changes) {
    const due = move.find(change.table, change.group, change.item);
    if (due === undefined) {
      if (!holds(move.state, change)) extra ??= change;
      continue;
    }
    if (due.seen) throw new Refused("rows", `${nameOf(change)} is changed twice in one step`);
    due.seen = true;
    if (isDone(due, change)) continue;
    const [wanted, found] = differing(due.value, change.value);
    throw new Refused(due.by, `${nameOf(change)} has to ${become(wanted)}, and ${became(found)}`);
  }
  for (const due of move.due) {
    if (due.seen || (due.value === null && !due.existed)) continue;
    throw new Refused(due.by, `${nameOf(due)} has to ${become(due.value)}, and is left as it was`);
  }
  if (extra !== null) refuseExtra(move, extra);
}

function refuseExtra({ idle, made }: Move, change: RowChange): never {
  const what = `${nameOf(change)} ${became(change.value)}`;
  if (idle !== null) throw new Refused(idle.action, `${idle.why}; yet ${what}`);
  throw new Refused(
    null,
    `${what}, to which nothing leads (${made.join(", ") || "nothing is due"})`,
  );
}

/** Whether a row became what was due. */
function isDone({ value: due }: Due, change: RowChange): boolean {
  if (due === null || change.value === null) return due === change.value;
  switch (change.table) {
    case "invocation":
      return isRowOf(due as Invocation, change.value);
    case "journal":
      return sameEntry(due as typeof change.value, change.value);
    case "notification":
    case "running":
    case "dedup":
      return due === change.value;
    case "lock": {
      const lock = due as typeof change.value;
      return lock.holder === change.value.holder && lock.nextSequence === change.value.nextSequence;
    }
    case "inbox":
      return (due as typeof change.value).id === change.value.id;
    case "state":
      return sameContent(due as typeof change.value, change.value);
    case "promise":
      return samePromise(due as typeof change.value, change.value);
    case "timer":
      return sameTimer(due as typeof change.value, change.value);
    case "outbox": {
      const { sequence, message } = due as typeof change.value;
      return sequence === change.value.sequence && sameMessage(message, change.value.message);
    }
    default:
      return change satisfies never;
  }
}

function isRowOf(
  invocation: Invocation,
  row: Extract<RowChange, { readonly table: "invocation" }>["value"],
): boolean {
  return (
    row !== null &&
    row.id === invocation.id &&
    row.incarnation === invocation.incarnation &&
    row.epoch === invocation.epoch &&
    row.journalLength === invocation.journalLength &&
    row.journalCommands === invocation.journalCommands &&
    row.outputIndex === invocation.outputIndex &&
    row.policyAttempts === invocation.policyAttempts &&
    row.completionRetentionMs === invocation.completionRetentionMs &&
    row.journalRetentionMs === invocation.journalRetentionMs &&
    sameStatus(row.status, invocation.status) &&
    samePin(row.pin, invocation.pin) &&
    sameListeners(row.listeners, invocation.listeners)
  );
}

/** Whether a row is what a change says, so that nothing has changed. */
function holds(state: State, change: RowChange): boolean {
  const { table, group, item, value } = change;
  switch (table) {
    case "invocation": {
      const invocation = state.invocations.get(group);
      if (value === null || invocation === undefined) return value === (invocation ?? null);
      return isRowOf(invocation, value);
    }
    case "journal": {
      const invocation = state.invocations.get(group);
      return value === null && (invocation === undefined || !invocation.remembered);
    }
    case "notification":
      return (state.invocations.get(group)?.stored.get(item) ?? null) === value;
    case "running": {
      const invocation = state.invocations.get(item);
      return (invocation?.status._tag === "Invoked" ? invocation.epoch : null) === value;
    }
    case "lock": {
      const lock = state.locks.get(group);
      return value === null
        ? lock === undefined
        : lock?.holder === value.holder && lock.nextSequence === value.nextSequence;
    }
    case "inbox":
      return value === null && !waitsAt(state, group, item);
    case "state":
      return value === null && state.values.get(group)?.has(item) !== true;
    case "promise":
      return value === null && state.promises.get(group)?.has(item) !== true;
    case "timer":
      return value === null && !state.timers.has(item);
    case "outbox":
      return value === null && state.outboxes.get(group)?.has(item) !== true;
    case "dedup":
      return ((group === "next" ? state.sent : state.seen).get(item) ?? null) === value;
    default:
      return change satisfies never;
  }
}

function waitsAt({ locks, invocations }: State, key: string, item: string): boolean {
  const queue = locks.get(key)?.queue ?? [];
  return queue.some((id) => {
    const status = invocations.get(id)?.status;
    return status?._tag === "Inboxed" && placeName(status.sequence) === item;
  });
}

const FIELDS = [
  "id",
  "status",
  "incarnation",
  "epoch",
  "pin",
  "listeners",
  "journalLength",
  "journalCommands",
  "outputIndex",
  "policyAttempts",
  "completionRetentionMs",
  "journalRetentionMs",
] as const satisfies readonly (keyof Invocation)[];

/** Of two records of an invocation the fields that differ, for people; other values as they are. */
function differing(wanted: unknown, found: unknown): readonly [unknown, unknown] {
  if (!isInvocation(wanted) || !isInvocation(found)) return [wanted, found];
  const fields = FIELDS.filter((name) => inFull(wanted[name]) !== inFull(found[name]));
  const of = (record: Invocation) => Object.fromEntries(fields.map((name) => [name, record[name]]));
  return [of(wanted), of(found)];
}

function isInvocation(value: unknown): value is Invocation {
  return typeof value === "object" && value !== null && "status" in value && "listeners" in value;
}

function inFull(value: unknown): string {
  return JSON.stringify(value);
}

function nameOf({ table, group, item }: Pick<Due, "table" | "group" | "item">): string {
  return [table, group, item].filter((part) => part !== "").join(" ");
}

function become(value: unknown): string {
  return value === null ? "go" : `become ${text(value)}`;
}

function became(value: unknown): string {
  return value === null ? "goes" : `becomes ${text(value)}`;
}

/** A value for people: an invocation by what moves, bytes by how many they are. */
function text(value: unknown): string {
  if (isInvocation(value)) {
    const { status, epoch, journalLength, policyAttempts } = value;
    const moving = { status, epoch, journalLength, policyAttempts };
    return `${JSON.stringify(moving, bytesAsLength)}, listened to by ${value.listeners.length}`;
  }
  return JSON.stringify(value, bytesAsLength);
}

function bytesAsLength(_: string, value: unknown): unknown {
  return value instanceof Uint8Array ? `${value.length} bytes` : value;
}

import type { ActionName } from "./actions.ts";
import { Refused } from "./refused.ts";
import type { Message, RowChange, Rows, TableName } from "./rows.ts";
import type { Invocation, State } from "./state.ts";

/** Where invocations live: which partition this is, and which one each id belongs to. */
export interface Places {
  readonly own: number;
  readonly of: (id: string) => number;
}

/** A row that this step has to lead to, and the action that it is due to. */
export interface Due {
  readonly table: TableName;
  readonly group: string;
  readonly item: string;
  /** For an invocation the record that the machine goes on changing: it counts as it is in the end. */
  value: unknown;
  by: ActionName | null;
  /** Whether there was such a row before the step. */
  readonly existed: boolean;
  seen: boolean;
}

/** Rows above which they are indexed; below, looking through them is quicker. */
const INDEXED_ROWS = 24;

/**
 * One step under way: the state as it is by now, what is still to be done, and the rows that have
 * come due. What was really done is at hand too, for the choices that the machine leaves open.
 */
export class Move {
  readonly state: State;
  readonly nowMs: number;
  /** What was really done. */
  readonly changes: readonly RowChange[];
  readonly due: Due[] = [];
  /** Messages to invocations of this partition, taken in order after what sent them. */
  readonly inbound: Message[] = [];
  /** Why nothing follows, where that is so. */
  idle: { readonly action: ActionName; readonly why: string } | null = null;
  /** The actions of this step so far, and the latest. */
  readonly made: ActionName[] = [];
  by: ActionName | null = null;
  readonly places: Places;
  private readonly counts: Record<ActionName, number>;
  private index: Map<string, Due> | null = null;

  constructor(
    state: State,
    nowMs: number,
    changes: readonly RowChange[],
    places: Places,
    counts: Record<ActionName, number>,
  ) {
    this.state = state;
    this.nowMs = nowMs;
    this.changes = changes;
    this.places = places;
    this.counts = counts;
  }

  did(action: ActionName): void {
    this.by = action;
    this.made.push(action);
    this.counts[action]++;
  }

  /** Nothing follows: an action that is not allowed, or not needed, now. */
  rest(action: ActionName, why: string): void {
    this.did(action);
    this.idle = { action, why };
  }

  refuse(action: ActionName | null, why: string): never {
    throw new Refused(action, why);
  }

  /** The invocation's row is due as the invocation will be in the end. */
  touch(invocation: Invocation): void {
    this.put("invocation", invocation.id, "", invocation);
  }

  put(table: TableName, group: string, item: string, value: unknown, existed = true): void {
    const known = this.find(table, group, item);
    if (known !== undefined) {
      known.value = value;
      known.by = this.by;
      return;
    }
    const due: Due = { table, group, item, value, by: this.by, existed, seen: false };
    this.due.push(due);
    if (this.index !== null) this.index.set(nameOf(due), due);
    else if (this.due.length > INDEXED_ROWS) {
      this.index = new Map(this.due.map((each) => [nameOf(each), each]));
    }
  }

  remove(table: TableName, group: string, item: string): void {
    this.put(table, group, item, null);
  }

  find(table: TableName, group: string, item: string): Due | undefined {
    if (this.index !== null) return this.index.get(nameOf({ table, group, item }));
    for (const due of this.due) {
      if (due.item === item && due.table === table && due.group === group) return due;
    }
    return undefined;
  }

  /** What was really done to a row: its value, null where it was deleted; undefined for nothing. */
  done<T extends TableName>(table: T, group: string, item: string): Rows[T] | null | undefined {
    for (const change of this.changes) {
      if (change.item === item && change.table === table && change.group === group) {
        return change.value as Rows[T] | null;
      }
    }
    return undefined;
  }
}

function nameOf(row: Pick<Due, "table" | "group" | "item">): string {
  return `${row.table}\n${row.group}\n${row.item}`;
}

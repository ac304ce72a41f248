import { type Table, TABLES } from "../model/index.ts";
import { RowGroup } from "./row-group.ts";

/** What one group name holds, table by table: an invocation's record, its journal, and so on. */
type Shelf<R extends { readonly item: string }> = {
  [T in Table]: RowGroup<R> | null;
} & { readonly group: string };

/**
 * Rows by table, group and item.
 * Exists because what happens together is stored under one group name: so the name is looked up
 * once, and the next row of the same group is found without looking.
 */
export class GroupedRows<R extends { readonly item: string }> {
  private readonly shelves = new Map<string, Shelf<R>>();
  /** The shelf that was used last, which the next row is likely to be on. */
  private last: Shelf<R> | null = null;

  get(table: Table, group: string, item: string): R | undefined {
    return this.group(table, group)?.get(item);
  }

  /** The rows of one group, or null where there are none. */
  group(table: Table, group: string): RowGroup<R> | null {
    const shelf = this.shelf(group);
    return shelf === null ? null : shelf[table];
  }

  put(table: Table, group: string, row: R): void {
    let shelf = this.shelf(group);
    if (shelf === null) {
      shelf = emptyShelf(group);
      this.shelves.set(group, shelf);
      this.last = shelf;
    }
    const rows = shelf[table];
    if (rows === null) shelf[table] = new RowGroup([row]);
    else rows.put(row);
  }

  delete(table: Table, group: string, item: string): void {
    const shelf = this.shelf(group);
    const rows = shelf === null ? null : shelf[table];
    if (shelf === null || rows === null) return;
    rows.delete(item);
    if (rows.size > 0) return;
    shelf[table] = null;
    if (!isEmpty(shelf)) return;
    this.shelves.delete(group);
    this.last = null;
  }

  /** The groups of one table, in text order. */
  groupsOf(table: Table): readonly { readonly group: string; readonly rows: RowGroup<R> }[] {
    const groups: { readonly group: string; readonly rows: RowGroup<R> }[] = [];
    for (const [group, shelf] of this.shelves) {
      const rows = shelf[table];
      if (rows !== null) groups.push({ group, rows });
    }
    return groups.sort((a, b) => (a.group < b.group ? -1 : 1));
  }

  /** The same rows, to be changed without these. */
  copy(): GroupedRows<R> {
    const copy = new GroupedRows<R>();
    for (const [group, shelf] of this.shelves) {
      const copied = { ...shelf };
      for (const table of TABLES) copied[table] = shelf[table]?.copy() ?? null;
      copy.shelves.set(group, copied);
    }
    return copy;
  }

  private shelf(group: string): Shelf<R> | null {
    const { last } = this;
    if (last !== null && last.group === group) return last;
    const found = this.shelves.get(group);
    if (found === undefined) return null;
    this.last = found;
    return found;
  }
}

function emptyShelf<R extends { readonly item: string }>(group: string): Shelf<R> {
  return {
    group,
    invocation: null,
    journal: null,
    notification: null,
    running: null,
    lock: null,
    inbox: null,
    state: null,
    promise: null,
    timer: null,
    deployment: null,
    service: null,
    outbox: null,
    dedup: null,
  };
}

function isEmpty(shelf: Shelf<{ readonly item: string }>): boolean {
  for (const table of TABLES) if (shelf[table] !== null) return false;
  return true;
}

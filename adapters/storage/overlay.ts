import { type Row, SortedItems, type Table, type Tables, type View } from "@holdfast/core";
import { RowUnreadable } from "./errors.ts";
import type { EncodedRow } from "./log/record.ts";
import { SCHEMA_TABLES, tableNumber } from "./schema-tables.ts";
import { describeFault } from "./sqlite-fault.ts";
import { decodeValue } from "./value-codec.ts";

/** A row that the log holds and the tables may not: its value, and the batch that wrote it. */
interface Cell {
  readonly value: Uint8Array | null;
  readonly sequence: number;
}

/** The rows of one group; their order is kept only once somebody has asked for it. */
class Group {
  readonly cells = new Map<string, Cell>();
  private order: SortedItems | null = null;

  put(item: string, cell: Cell): void {
    if (this.order !== null && !this.cells.has(item)) this.order.add(item);
    this.cells.set(item, cell);
  }

  delete(item: string): void {
    this.cells.delete(item);
    this.order?.remove(item);
  }

  items(from: string, limit: number): readonly string[] {
    this.order ??= new SortedItems(this.cells.keys());
    return this.order.from(from, limit);
  }
}

/** Items by which a scan with a limit asks for more than it needs, since some may be deleted. */
const SPARE_ITEMS = 32;

/**
 * Durable rows: the tables, and over them every row of the log that they have not followed yet.
 * A row is dropped here once the tables have it, so that memory is bounded by the log's part that
 * is ahead of them. Reads throw RowUnreadable.
 */
export class Overlay implements View {
  private readonly base: View;
  private readonly tables: readonly Map<string, Group>[] = SCHEMA_TABLES.map(() => new Map());
  /** What is in the cells, batch by batch, oldest first. */
  private readonly batches: { readonly sequence: number; readonly rows: readonly EncodedRow[] }[] =
    [];

  constructor(base: View) {
    this.base = base;
  }

  /** Takes in the rows of a batch that has become durable. */
  add(sequence: number, rows: readonly EncodedRow[]): void {
    this.batches.push({ sequence, rows });
    for (const { table, group, item, value } of rows) {
      const groups = this.groupsOf(table);
      let found = groups.get(group);
      if (found === undefined) groups.set(group, (found = new Group()));
      found.put(item, { value, sequence });
    }
  }

  /** The tables have every row up to batch `sequence`. */
  drop(sequence: number): void {
    const kept = this.batches.findIndex((batch) => batch.sequence > sequence);
    for (const batch of this.batches.splice(0, kept === -1 ? this.batches.length : kept)) {
      for (const { table, group, item } of batch.rows) {
        const groups = this.groupsOf(table);
        const found = groups.get(group);
        if (found?.cells.get(item)?.sequence !== batch.sequence) continue;
        found.delete(item);
        if (found.cells.size === 0) groups.delete(group);
      }
    }
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    const cell = this.groupOf(table, group)?.cells.get(item);
    if (cell === undefined) return this.base.get(table, group, item);
    if (cell.value === null) return undefined;
    return decoded(table, group, item, cell.value);
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    const found = this.groupOf(table, group);
    if (found === undefined) return this.base.scan(table, group, from, limit);
    const rows: Row<T>[] = [];
    let next: string | null = from;
    while (next !== null && rows.length < limit) {
      next = this.scanPart(table, group, found, next, limit - rows.length + SPARE_ITEMS, rows);
    }
    return rows.length > limit ? rows.slice(0, limit) : rows;
  }

  /** Adds the rows of one stretch of a group; gives where the next one begins, or null. */
  private scanPart<T extends Table>(
    table: T,
    group: string,
    found: Group,
    from: string,
    atMost: number,
    rows: Row<T>[],
  ): string | null {
    const stored = this.base.scan(table, group, from, atMost);
    const fresh = found.items(from, atMost);
    // What was cut short is complete up to its last item only.
    const ends = [];
    if (stored.length === atMost) ends.push(stored.at(-1)?.item ?? "");
    if (fresh.length === atMost) ends.push(fresh.at(-1) ?? "");
    const end = ends.length === 0 ? null : ends.reduce((a, b) => (a < b ? a : b));
    let s = 0;
    for (const item of fresh) {
      if (end !== null && item > end) break;
      for (let row = stored[s]; row !== undefined && row.item < item; row = stored[++s]) {
        rows.push(row);
      }
      if (stored[s]?.item === item) s++;
      const value = found.cells.get(item)?.value ?? null;
      if (value !== null) rows.push({ item, value: decoded(table, group, item, value) });
    }
    for (let row = stored[s]; row !== undefined && (end === null || row.item <= end);) {
      rows.push(row);
      row = stored[++s];
    }
    return end === null ? null : `${end}\0`;
  }

  private groupOf(table: Table, group: string): Group | undefined {
    return this.groupsOf(tableNumber(table)).get(group);
  }

  private groupsOf(table: number): Map<string, Group> {
    const groups = this.tables[table];
    if (groups === undefined) throw new Error("the store has no such table");
    return groups;
  }
}

function decoded<T extends Table>(
  table: T,
  group: string,
  item: string,
  stored: Uint8Array,
): Tables[T] {
  try {
    return decodeValue(stored) as Tables[T];
  } catch (cause) {
    throw new RowUnreadable({ table, group, item, reason: describeFault(cause) });
  }
}

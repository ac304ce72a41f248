import type { Change, Row, Table, Tables, View } from "../model/index.ts";
import { GroupedRows } from "./grouped-rows.ts";

/** A row as it will be: its value (null when deleted) and the batch that last wrote it. */
interface Cell {
  readonly item: string;
  readonly value: Change["value"];
  readonly sequence: number;
}

/** Rows kept for quick reading after they became durable; further ones are read from the store. */
const CACHED_ROWS = 50_000;

/**
 * Durable state plus every change not yet durable: what transitions run on while the disk is
 * behind. Rows that have become durable stay as a bounded cache; this engine is the store's only
 * writer (A-STORE-2), so what is cached is what is stored.
 */
export class Ahead implements View {
  private readonly cells = new GroupedRows<Cell>();
  /** Rows in the order in which they became durable, for eviction; entries may be stale. */
  private readonly durable: Change[] = [];
  private evicted = 0;
  private settled = 0;

  /** The same rows without what is not durable yet: for actions, which may not run ahead. */
  readonly durableView: View = {
    get: (table, group, item) => {
      const cell = this.cells.get(table, group, item);
      if (cell === undefined) return this.read(table, group, item);
      if (cell.sequence > this.settled) return this.base.get(table, group, item);
      return (cell.value ?? undefined) as Tables[typeof table] | undefined;
    },
    scan: (table, group, from, limit) => this.base.scan(table, group, from, limit),
  };

  private readonly base: View;
  private readonly cachedRows: number;

  constructor(base: View, cachedRows: number = CACHED_ROWS) {
    this.base = base;
    this.cachedRows = cachedRows;
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    const cell = this.cells.get(table, group, item);
    if (cell !== undefined) return (cell.value ?? undefined) as Tables[T] | undefined;
    return this.read(table, group, item);
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    const cells = this.cells.group(table, group);
    if (cells === null) return this.base.scan(table, group, from, limit);
    let deleted = 0;
    const fresh: Row<T>[] = [];
    for (const { item, value, sequence } of cells.from(from, Number.POSITIVE_INFINITY)) {
      // What has settled is in the store as it is here.
      if (sequence <= this.settled) continue;
      if (value === null) deleted++;
      else fresh.push({ item, value: value as Tables[T] });
    }
    if (deleted === 0 && fresh.length === 0) return this.base.scan(table, group, from, limit);
    const stored = this.base.scan(table, group, from, limit + deleted).filter(({ item }) => {
      const cell = cells.get(item);
      return cell === undefined || cell.sequence <= this.settled;
    });
    return merge(stored, fresh, limit);
  }

  /** Takes in the changes of batch `sequence`, which is being built. */
  apply(changes: readonly Change[], sequence: number): void {
    for (const { table, group, item, value } of changes) {
      this.cells.put(table, group, { item, value, sequence });
    }
  }

  /** Batch `sequence` is durable: its rows may be read from the store from now on. */
  settle(changes: readonly Change[], sequence: number): void {
    this.settled = sequence;
    for (const change of changes) {
      const { table, group, item } = change;
      if (this.cells.get(table, group, item)?.sequence !== sequence) continue;
      if (isCacheable(change)) this.durable.push(change);
      else this.cells.delete(table, group, item);
    }
    this.evict();
  }

  private read<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    const value = this.base.get(table, group, item);
    if (value !== undefined) this.remember({ table, group, item, value } as Change);
    return value;
  }

  /** Keeps a row that was read from the store, as durable as it is. */
  private remember(change: Change): void {
    if (!isCacheable(change)) return;
    this.apply([change], 0);
    this.durable.push(change);
    this.evict();
  }

  private evict(): void {
    while (this.durable.length - this.evicted > this.cachedRows) {
      const oldest = this.durable[this.evicted++];
      if (oldest === undefined || !this.current(oldest)) continue;
      this.cells.delete(oldest.table, oldest.group, oldest.item);
    }
    if (this.evicted > this.cachedRows) {
      this.durable.splice(0, this.evicted);
      this.evicted = 0;
    }
  }

  /** Whether a settled change is still the last word on its row. */
  private current({ table, group, item, value }: Change): boolean {
    const cell = this.cells.get(table, group, item);
    return cell !== undefined && cell.value === value && cell.sequence <= this.settled;
  }
}

/** Longest payload worth keeping in memory; with the bound on rows it bounds the bytes. */
const CACHED_PAYLOAD_BYTES = 4_096;

/** Whether a durable row is likely to be read again soon, and small. */
function isCacheable(change: Change): boolean {
  if (change.value === null) return false;
  switch (change.table) {
    case "invocation":
      return change.value.status._tag !== "Completed";
    case "journal":
      return change.value.payload.length <= CACHED_PAYLOAD_BYTES;
    case "lock":
    case "service":
    case "deployment":
    case "dedup":
      return true;
    default:
      return false;
  }
}

function merge<T extends Table>(
  stored: readonly Row<T>[],
  fresh: readonly Row<T>[],
  limit: number,
): readonly Row<T>[] {
  const merged: Row<T>[] = [];
  let s = 0;
  let f = 0;
  while (merged.length < limit) {
    const a = stored[s];
    const b = fresh[f];
    if (a !== undefined && (b === undefined || a.item < b.item)) {
      merged.push(a);
      s++;
    } else if (b !== undefined) {
      merged.push(b);
      f++;
    } else break;
  }
  return merged;
}

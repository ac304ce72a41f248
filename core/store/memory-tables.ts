import {
  type Change,
  type Row,
  type Table,
  type Tables,
  TABLES,
  type View,
} from "../model/index.ts";
import { SortedItems } from "./sorted-items.ts";

/** The rows of one group; their order is kept only once somebody has asked for it. */
class Group {
  readonly values = new Map<string, unknown>();
  private order: SortedItems | null = null;

  put(item: string, value: unknown): void {
    if (this.order !== null && !this.values.has(item)) this.order.add(item);
    this.values.set(item, value);
  }

  delete(item: string): void {
    if (this.values.delete(item)) this.order?.remove(item);
  }

  items(from: string, limit: number): readonly string[] {
    if (this.values.size === 1) {
      const [only] = this.values.keys();
      return only !== undefined && only >= from && limit > 0 ? [only] : [];
    }
    this.order ??= new SortedItems(this.values.keys());
    return this.order.from(from, limit);
  }
}

/** All tables in memory: the store of tests, simulations and embedders, and a model for others. */
export class MemoryTables implements View {
  private readonly tables = new Map<Table, Map<string, Group>>(
    TABLES.map((table) => [table, new Map()]),
  );

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    return this.tables.get(table)?.get(group)?.values.get(item) as Tables[T] | undefined;
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    const found = this.tables.get(table)?.get(group);
    if (found === undefined) return [];
    return found
      .items(from, limit)
      .map((item) => ({ item, value: found.values.get(item) as Tables[T] }));
  }

  /** Applies a batch of changes, in order. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) this.change(change);
  }

  change({ table, group, item, value }: Change): void {
    const groups = this.tables.get(table);
    if (groups === undefined) return;
    let rows = groups.get(group);
    if (value !== null) {
      if (rows === undefined) groups.set(group, (rows = new Group()));
      rows.put(item, value);
    } else if (rows !== undefined) {
      rows.delete(item);
      if (rows.values.size === 0) groups.delete(group);
    }
  }

  /** Every row, table by table, groups and items in order: for dumps and comparisons. */
  *rows(): Generator<Change> {
    for (const [table, groups] of this.tables) {
      for (const group of [...groups.keys()].sort()) {
        for (const { item, value } of this.scan(table, group)) {
          yield { table, group, item, value } as Change;
        }
      }
    }
  }
}

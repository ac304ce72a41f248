import {
  type Change,
  type Row,
  type Table,
  TABLES,
  type Tables,
  type View,
} from "../model/index.ts";
import { GroupedRows } from "./grouped-rows.ts";

type AnyRow = Row<Table>;

/** A row with its place. */
export type RowOf<T extends Table> = Extract<Change, { readonly table: T }> & {
  readonly value: Tables[T];
};

/** All tables in memory: the store of tests, simulations and embedders, and a model for others. */
export class MemoryTables implements View {
  private readonly grouped: GroupedRows<AnyRow>;

  constructor(grouped: GroupedRows<AnyRow> = new GroupedRows()) {
    this.grouped = grouped;
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    return this.grouped.get(table, group, item)?.value as Tables[T] | undefined;
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    return (this.grouped.group(table, group)?.from(from, limit) ?? []) as readonly Row<T>[];
  }

  /** Applies a batch of changes, in order. */
  apply(changes: readonly Change[]): void {
    for (const change of changes) this.change(change);
  }

  change({ table, group, item, value }: Change): void {
    if (value === null) this.grouped.delete(table, group, item);
    else this.grouped.put(table, group, { item, value });
  }

  /** The same rows in tables of their own. */
  copy(): MemoryTables {
    return new MemoryTables(this.grouped.copy());
  }

  /** Every row, table by table, groups and items in order: for dumps and comparisons. */
  *rows(): Generator<Change> {
    for (const table of TABLES) yield* this.rowsOf(table);
  }

  /** Every row of one table, groups and items in order. */
  *rowsOf<T extends Table>(table: T): Generator<RowOf<T>> {
    for (const { group, rows } of this.grouped.groupsOf(table)) {
      for (const { item, value } of rows.from("", Number.POSITIVE_INFINITY)) {
        yield { table, group, item, value } as RowOf<T>;
      }
    }
  }
}

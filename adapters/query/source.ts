import type { AttemptUnderWay, Table, Tables } from "@holdfast/core";

/** One durable row with where it stands. */
export interface StoredRow<T extends Table> {
  readonly group: string;
  readonly item: string;
  readonly value: Tables[T];
}

/** What the query tables are filled from: durable rows of one moment, and the attempts of then. */
export interface QuerySource {
  /** All rows of a table, or those of some groups. */
  readonly rows: <T extends Table>(
    table: T,
    groups: readonly string[] | null,
  ) => Iterable<StoredRow<T>>;
  readonly get: <T extends Table>(table: T, group: string, item: string) => Tables[T] | undefined;
  readonly attempts: readonly AttemptUnderWay[];
}

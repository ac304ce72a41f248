import type { Cell, Column, ColumnType } from "./column.ts";
import type { QuerySource } from "./source.ts";

/** Values that the columns of the rows wanted have, where that is known; others are not looked at. */
export type Wanted = ReadonlyMap<string, readonly string[]>;

/** A row by its columns; those that are missing are NULL. */
export type QueryRow = Readonly<Record<string, Cell | undefined>>;

/** A table that queries can name, filled when one does (wire facts 4.5). */
export interface QueryTable {
  readonly name: string;
  readonly columns: readonly Column[];
  /** All rows, or a part of them that has all that are wanted. */
  readonly rows: (source: QuerySource, wanted: Wanted) => Iterable<QueryRow>;
}

/** Columns from a text such as `id text, size uint32`. */
export function columnsOf(text: string): readonly Column[] {
  return text.split(",").map((column) => {
    const [name = "", type = ""] = column.trim().split(" ");
    return { name, type: type as ColumnType };
  });
}

/** A time as queries see it. */
export function timeCell(unixMs: number): string {
  return new Date(unixMs).toISOString();
}

/** A duration as queries see it; milliseconds in, whole seconds or with a fraction out. */
export function spanCell(ms: number): string {
  return `PT${ms / 1_000}S`;
}

import type { Draft, LooseRow } from "../edit.ts";

/** A way to break the good trace, and the line that gives it away. */
export interface Mutation {
  /** What a server or a disk would have done, or whoever wrote the file. */
  readonly bug: string;
  readonly edit: (trace: Draft) => Draft;
  /** Number of the line that is refused, in the broken trace. */
  readonly at: number;
  readonly because: RegExp;
}

type Change = (row: LooseRow) => LooseRow;

/** Changes the rows of one table, each to another value. */
export function put(
  table: string,
  change: Change,
): (rows: readonly LooseRow[]) => readonly LooseRow[] {
  return (rows) => rows.map((row) => (row.table === table ? change(row) : row));
}

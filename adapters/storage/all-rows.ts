import type { Change } from "@holdfast/core";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { Snapshot } from "./snapshot.ts";

/**
 * Every row in the tables of a data directory: all that is durable, as long as nothing has been
 * appended since the store was opened. Throws RowUnreadable.
 */
export function* allRows(directory: string): Generator<Change> {
  const snapshot = new Snapshot(directory);
  try {
    for (const table of SCHEMA_TABLES) {
      for (const row of snapshot.rows(table, null)) yield { table, ...row } as Change;
    }
  } finally {
    snapshot.close();
  }
}

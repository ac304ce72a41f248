import type { Change } from "@holdfast/core";
import { databaseFile } from "./directory.ts";
import { RowUnreadable } from "./errors.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { Database } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import { decodeValue } from "./value-codec.ts";

/**
 * Every row in the tables of a data directory: all that is durable, as long as nothing has been
 * appended since the store was opened. Throws RowUnreadable.
 */
export function* allRows(directory: string): Generator<Change> {
  const database = new Database(databaseFile(directory), { fileMustExist: true });
  try {
    database.pragma("query_only = ON");
    for (const table of SCHEMA_TABLES) {
      const rows = database.prepare(`SELECT grp, item, value FROM "${table}"`).raw().iterate();
      for (const row of rows) {
        const [group, item, stored] = row as readonly [string, string, Uint8Array];
        yield { table, group, item, value: decoded(table, group, item, stored) } as Change;
      }
    }
  } finally {
    database.close();
  }
}

function decoded(table: string, group: string, item: string, stored: Uint8Array): unknown {
  try {
    return decodeValue(stored);
  } catch (cause) {
    throw new RowUnreadable({ table, group, item, reason: describeFault(cause) });
  }
}

import type { Row, Table, Tables, View } from "@holdfast/core";
import { RowUnreadable } from "./errors.ts";
import { SCHEMA_TABLES } from "./schema-tables.ts";
import { Database, type Statement } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import { decodeValue } from "./value-codec.ts";

/**
 * How much of the database may be read in place. Every commit by the writer empties a reader's
 * own page cache, and reading the pages again one by one costs more than the read itself.
 */
const MAPPED_BYTES = 2 ** 30;

/** Larger limits are no limit; SQLite is given -1. */
const MAX_LIMIT = 2 ** 31 - 1;

interface Reads {
  readonly get: Statement;
  readonly scan: Statement;
}

/**
 * Committed rows, read synchronously on the caller's thread through a connection of its own: a
 * reader of a WAL database waits neither for the writer nor for its syncs.
 * What was written under a table's type is read back as that type. Reads throw RowUnreadable.
 */
export class TableReader implements View {
  private readonly database: Database;
  private readonly reads: ReadonlyMap<Table, Reads>;

  constructor(file: string) {
    this.database = new Database(file, { fileMustExist: true });
    this.database.pragma("query_only = ON");
    this.database.pragma(`mmap_size = ${MAPPED_BYTES}`);
    this.reads = new Map(SCHEMA_TABLES.map((table) => [table, this.prepare(table)]));
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    try {
      const stored = this.readsOf(table).get.get(group, item);
      return stored === undefined ? undefined : (decoded(stored) as Tables[T]);
    } catch (cause) {
      throw new RowUnreadable({ table, group, item, reason: describeFault(cause) });
    }
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    const rows: Row<T>[] = [];
    let item = from;
    try {
      const atMost = limit > MAX_LIMIT ? -1 : Math.max(0, Math.floor(limit));
      for (const row of this.readsOf(table).scan.all(group, from, atMost)) {
        const [key, stored] = row as readonly [string, unknown];
        item = key;
        rows.push({ item, value: decoded(stored) as Tables[T] });
      }
    } catch (cause) {
      throw new RowUnreadable({ table, group, item, reason: describeFault(cause) });
    }
    return rows;
  }

  close(): void {
    this.database.close();
  }

  private prepare(table: Table): Reads {
    const { database } = this;
    return {
      get: database.prepare(`SELECT value FROM "${table}" WHERE grp = ? AND item = ?`).pluck(),
      scan: database
        .prepare(
          `SELECT item, value FROM "${table}" WHERE grp = ? AND item >= ? ORDER BY item LIMIT ?`,
        )
        .raw(),
    };
  }

  private readsOf(table: Table): Reads {
    const reads = this.reads.get(table);
    if (reads === undefined) throw new Error(`the store has no such table`);
    return reads;
  }
}

function decoded(stored: unknown): unknown {
  if (!(stored instanceof Uint8Array)) {
    throw new Error("its value is not a blob, it is damaged; restore a backup");
  }
  return decodeValue(stored);
}

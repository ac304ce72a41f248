import type { Table, Tables } from "@holdfast/core";
import { databaseFile } from "./directory.ts";
import { RowUnreadable } from "./errors.ts";
import { Database, type Statement } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import { decodeValue } from "./value-codec.ts";

/** Rows that are read at a time. */
const PAGE_ROWS = 500;

/** One row with where it stands. */
export interface SnapshotRow<T extends Table> {
  readonly group: string;
  readonly item: string;
  readonly value: Tables[T];
}

/**
 * The tables of a data directory as they stood when it was made, for whoever reads much of them: in
 * a process of its own, so that the store's own reads never wait for it. What the change log is
 * ahead of the tables is not in it; see `Store.caughtUp`. Reads throw RowUnreadable.
 */
export class Snapshot {
  private readonly database: Database;
  private readonly statements = new Map<string, Statement>();

  constructor(directory: string) {
    this.database = new Database(databaseFile(directory), { fileMustExist: true });
    this.database.pragma("query_only = ON");
    this.database.exec("BEGIN");
    // A deferred transaction sees what there is at its first read.
    this.database.prepare("SELECT last_sequence FROM meta").get();
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    const sql = `SELECT value FROM "${table}" WHERE grp = ? AND item = ?`;
    const [stored] = (this.prepared(sql).get(group, item) ?? []) as readonly unknown[];
    return stored === undefined ? undefined : decoded(table, group, item, stored);
  }

  /** All rows of a table in the order of their keys, or those of some groups. */
  *rows<T extends Table>(
    table: T,
    groups: readonly string[] | null,
  ): Generator<SnapshotRow<T>, void, undefined> {
    if (groups === null) {
      yield* this.paged(table, "(grp, item) > (?, ?)", ["", ""], ({ group, item }) => [
        group,
        item,
      ]);
      return;
    }
    for (const group of new Set(groups)) {
      yield* this.paged(table, "grp = ? AND item >= ?", [group, ""], ({ item }) => [
        group,
        `${item}\0`,
      ]);
    }
  }

  close(): void {
    this.database.close();
  }

  /** Page by page, so that other rows can be read between two of them. */
  private *paged<T extends Table>(
    table: T,
    condition: string,
    first: readonly [string, string],
    after: (last: SnapshotRow<T>) => readonly [string, string],
  ): Generator<SnapshotRow<T>, void, undefined> {
    const sql = `SELECT grp, item, value FROM "${table}" WHERE ${condition}
      ORDER BY grp, item LIMIT ${PAGE_ROWS}`;
    const statement = this.prepared(sql);
    for (let from: readonly [string, string] | null = first; from !== null;) {
      const page = statement.all(...from);
      let last: SnapshotRow<T> | null = null;
      for (const row of page) {
        const [group, item, stored] = row as readonly [string, string, unknown];
        last = { group, item, value: decoded(table, group, item, stored) };
        yield last;
      }
      from = last === null || page.length < PAGE_ROWS ? null : after(last);
    }
  }

  private prepared(sql: string): Statement {
    let statement = this.statements.get(sql);
    if (statement === undefined) {
      this.statements.set(sql, (statement = this.database.prepare(sql).raw()));
    }
    return statement;
  }
}

function decoded<T extends Table>(
  table: T,
  group: string,
  item: string,
  stored: unknown,
): Tables[T] {
  try {
    if (!(stored instanceof Uint8Array)) throw new Error("its value is not a blob");
    return decodeValue(stored) as Tables[T];
  } catch (cause) {
    throw new RowUnreadable({ table, group, item, reason: describeFault(cause) });
  }
}

import type { EncodedRow } from "./log/record.ts";
import type { Database, Statement } from "./sqlite.ts";

/**
 * Lets the tables follow the change log: the rows of many records in one transaction, of each row
 * only its last value, together with the sequence number up to which the tables now stand.
 */
export class TableFolder {
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly mark: Statement;
  private readonly puts: readonly Statement[];
  private readonly deletes: readonly Statement[];
  private readonly database: Database;
  private readonly epoch: number;
  private readonly rows = new Map<string, EncodedRow>();

  /** `tables` are the names of the tables by their number; `epoch` is that of the opening. */
  constructor(database: Database, tables: readonly string[], epoch: number) {
    this.database = database;
    this.epoch = epoch;
    const prepare = (source: string) => database.prepare(source);
    this.begin = prepare("BEGIN IMMEDIATE");
    this.commit = prepare("COMMIT");
    this.mark = prepare("UPDATE meta SET last_sequence = ? WHERE one = 1 AND epoch = ?");
    this.puts = tables.map((table) =>
      prepare(
        `INSERT INTO "${table}" VALUES (?, ?, ?) ` +
          "ON CONFLICT (grp, item) DO UPDATE SET value = excluded.value",
      ),
    );
    this.deletes = tables.map((table) =>
      prepare(`DELETE FROM "${table}" WHERE grp = ? AND item = ?`),
    );
  }

  /** Takes in the rows of the next record. Their values are kept as they are until `write`. */
  add(rows: Iterable<EncodedRow>): void {
    for (const row of rows) {
      // The length keeps apart keys whose texts only together are the same.
      this.rows.set(`${row.table} ${row.group.length} ${row.group}${row.item}`, row);
    }
  }

  /** Writes what was added, all or none: the tables then stand at `sequence`. */
  write(sequence: number): void {
    this.begin.run();
    try {
      if (this.mark.run(sequence, this.epoch).changes !== 1) {
        throw new Error(
          "the epoch of the store has changed: another store has taken this data directory, " +
            "and this one may not write to it any more",
        );
      }
      // Neighbours in a table are neighbours on its pages.
      for (const row of [...this.rows.values()].sort(byPlace)) this.apply(row);
      this.commit.run();
      this.rows.clear();
    } catch (cause) {
      if (this.database.inTransaction) this.database.exec("ROLLBACK");
      throw cause;
    }
  }

  private apply({ table, group, item, value }: EncodedRow): void {
    if (value === null) this.deletes[table]?.run(group, item);
    else this.puts[table]?.run(group, item, value);
  }
}

function byPlace(a: EncodedRow, b: EncodedRow): number {
  if (a.table !== b.table) return a.table - b.table;
  if (a.group !== b.group) return a.group < b.group ? -1 : 1;
  return a.item < b.item ? -1 : 1;
}

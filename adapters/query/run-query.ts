import { type Cell, type Column, type ColumnType, declaredType, typeDeclared } from "./column.ts";
import { translate } from "./dialect.ts";
import { namedTables } from "./named-tables.ts";
import type { QueryTable, Wanted } from "./query-table.ts";
import { QueryRefused } from "./refused.ts";
import { trueOrFalse } from "./select-list.ts";
import type { QuerySource } from "./source.ts";
import { QUERY_TABLES } from "./tables/index.ts";

/** The part of an SQLite database in memory that queries use. */
export interface QueryDatabase {
  exec(sql: string): unknown;
  pragma(text: string): unknown;
  prepare(sql: string): QueryStatement;
  aggregate(
    name: string,
    options: {
      readonly start: () => unknown;
      readonly step: (taken: unknown, value: unknown) => unknown;
      readonly result: (taken: unknown) => unknown;
    },
  ): unknown;
  close(): unknown;
}

interface QueryStatement {
  readonly reader: boolean;
  run(...values: Cell[]): unknown;
  iterate(): IterableIterator<unknown>;
  raw(): QueryStatement;
  columns(): readonly { readonly name: string; readonly type: string | null }[];
}

/** The answer to a query. */
export interface QueryResult {
  readonly columns: readonly Column[];
  readonly rows: readonly (readonly Cell[])[];
}

/** Cells that an answer may have, and bytes of their texts: more have to be asked for in parts. */
const MAX_CELLS = 10_000_000;
const MAX_BYTES = 64 * 1024 * 1024;

/** Pages of 4 KiB that the tables of a query may fill. */
const MAX_PAGES = 262_144;

/**
 * Answers a query over the tables that it names. They are filled into a database that exists for
 * this query alone, so that nothing that a query says can change anything. `onFilled` is told when
 * nothing more is read of the source.
 * Throws QueryRefused with what is wrong.
 */
export function runQuery(
  open: () => QueryDatabase,
  source: QuerySource,
  query: string,
  onFilled: () => void = () => undefined,
): QueryResult {
  const { sql, tokens } = translate(query);
  const database = open();
  try {
    database.pragma("case_sensitive_like = ON");
    database.pragma(`max_page_count = ${MAX_PAGES}`);
    database.aggregate("first_value", FIRST_VALUE);
    for (const { name, wanted } of namedTables(tokens, new Set(QUERY_TABLES.keys()))) {
      const table = QUERY_TABLES.get(name);
      if (table !== undefined) fill(database, table, source, wanted);
    }
    onFilled();
    const statement = prepared(database, sql);
    return collect(statement, trueOrFalse(tokens));
  } finally {
    database.close();
  }
}

const NOTHING = Symbol("nothing");

/** The first value of a group, in the order that the query asks for. */
const FIRST_VALUE = {
  start: () => NOTHING,
  step: (taken: unknown, value: unknown) => (taken === NOTHING ? value : taken),
  result: (taken: unknown) => (taken === NOTHING ? null : taken),
};

function fill(
  database: QueryDatabase,
  { name, columns, rows }: QueryTable,
  source: QuerySource,
  wanted: Wanted,
): void {
  const defined = columns.map((each) => `"${each.name}" ${declaredType(each.type)}`);
  database.exec(`CREATE TABLE "${name}" (${defined.join(", ")})`);
  const insert = database.prepare(
    `INSERT INTO "${name}" VALUES (${columns.map(() => "?").join(", ")})`,
  );
  database.exec("BEGIN");
  for (const row of rows(source, wanted)) {
    insert.run(...columns.map((column) => row[column.name] ?? null));
  }
  database.exec("COMMIT");
}

function prepared(database: QueryDatabase, sql: string): QueryStatement {
  try {
    const statement = database.prepare(sql);
    if (statement.reader) return statement.raw();
  } catch (cause) {
    throw refusal(cause);
  }
  throw new QueryRefused(400, "SQL error: this is not a query; nothing can be changed here");
}

function collect(statement: QueryStatement, isBool: (name: string) => boolean): QueryResult {
  const found = statement.columns();
  const rows: (readonly Cell[])[] = [];
  let bytes = 0;
  try {
    for (const each of statement.iterate()) {
      const row = each as readonly Cell[];
      rows.push(row);
      for (const cell of row) bytes += lengthOf(cell);
      if (rows.length * found.length > MAX_CELLS) {
        throw new QueryRefused(400, `the answer has more than ${MAX_CELLS} values; add a LIMIT`);
      }
      if (bytes > MAX_BYTES) {
        throw new QueryRefused(400, `the answer has more than ${MAX_BYTES} bytes; ask for less`);
      }
    }
  } catch (cause) {
    throw cause instanceof QueryRefused ? cause : refusal(cause);
  }
  const columns = found.map(({ name, type }, index) => ({
    // A call of a function is named in lower case there; what is named by the query is not one.
    name: type === null && name.endsWith(")") ? name.toLowerCase() : name,
    type: typeDeclared(type) ?? (isBool(name) ? "bool" : typeOf(rows, index)),
  }));
  return { columns, rows };
}

/** Bytes of a text or blob at least. */
function lengthOf(cell: Cell): number {
  return typeof cell === "string" || cell instanceof Uint8Array ? cell.length : 0;
}

/** The type of an expression, by all the values that it has: the widest of them. */
function typeOf(rows: readonly (readonly Cell[])[], index: number): ColumnType {
  const found = new Set(rows.map((row) => kindOf(row[index] ?? null)));
  if (found.has("text")) return "text";
  if (found.has("bytes")) return found.has("float64") || found.has("int64") ? "text" : "bytes";
  if (found.has("float64")) return "float64";
  return found.has("int64") ? "int64" : "text";
}

function kindOf(cell: Cell): "text" | "bytes" | "int64" | "float64" | null {
  if (cell === null) return null;
  if (typeof cell === "string") return "text";
  if (cell instanceof Uint8Array) return "bytes";
  return typeof cell === "bigint" || Number.isSafeInteger(cell) ? "int64" : "float64";
}

function refusal(cause: unknown): QueryRefused {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new QueryRefused(400, `SQL error: ${reason}`);
}

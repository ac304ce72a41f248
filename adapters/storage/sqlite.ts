import { createRequire } from "node:module";

/** What a parameter of a statement can be bound to. */
export type Bound = string | number | Uint8Array;

/** The part of a prepared statement that the store uses. */
export interface Statement {
  run(...values: Bound[]): { readonly changes: number };
  get(...values: Bound[]): unknown;
  all(...values: Bound[]): unknown[];
  /** Like `all`, one at a time; the connection serves nothing else until it is through. */
  iterate(...values: Bound[]): IterableIterator<unknown>;
  /** Rows come as their first column alone. */
  pluck(): this;
  /** Rows come as arrays of columns. */
  raw(): this;
}

/** The part of a connection that the store uses. */
export interface Database {
  /** False as well where SQLite has ended a transaction by itself, as it does when the disk fails. */
  readonly inTransaction: boolean;
  prepare(source: string): Statement;
  exec(source: string): this;
  pragma(source: string): unknown;
  close(): this;
}

interface DatabaseOptions {
  readonly fileMustExist?: boolean;
  /** Milliseconds that a statement waits for another connection's lock. */
  readonly timeout?: number;
}

/** The version of Node-API that better-sqlite3 13 is built on; Node has it from 22.14 on. */
const NODE_API = 10;

/**
 * better-sqlite3, in the release that this Node can run: 13 ends Node 20 with a segmentation fault,
 * and 12 ends Node 24.19 and later with an abort when a statement is collected (decision 0004).
 */
export const Database = createRequire(import.meta.url)(
  Number(process.versions["napi"]) >= NODE_API ? "better-sqlite3" : "better-sqlite3-12",
) as new (file: string, options?: DatabaseOptions) => Database;

/** A statement of a database in memory. */
export interface MemoryStatement {
  /** Whether it gives rows. */
  readonly reader: boolean;
  run(...values: (Bound | bigint | null)[]): unknown;
  /** Rows one by one, as they are found. */
  iterate(): IterableIterator<unknown>;
  /** Rows come as arrays of columns. */
  raw(): this;
  /** What the rows are made of; `type` is that of a column of a table, null for an expression. */
  columns(): readonly { readonly name: string; readonly type: string | null }[];
}

/** A database that is gone when it is closed. */
export interface MemoryDatabase {
  prepare(source: string): MemoryStatement;
  exec(source: string): this;
  pragma(source: string): unknown;
  /** Makes a function of many rows that queries can use. */
  aggregate(
    name: string,
    options: {
      readonly start: () => unknown;
      readonly step: (taken: unknown, value: unknown) => unknown;
      readonly result: (taken: unknown) => unknown;
    },
  ): this;
  close(): this;
}

export function openInMemory(): MemoryDatabase {
  return new Database(":memory:") as unknown as MemoryDatabase;
}

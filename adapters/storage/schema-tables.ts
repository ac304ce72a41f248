import type { Table } from "@holdfast/core";

/**
 * The tables of schema version 1, by their number in a batch. A release that adds a table appends
 * it here and creates it in a migration of its own; what a released migration does never changes.
 */
export const SCHEMA_TABLES = [
  "invocation",
  "journal",
  "notification",
  "running",
  "lock",
  "inbox",
  "state",
  "promise",
  "timer",
  "deployment",
  "service",
  "outbox",
  "dedup",
] as const satisfies readonly Table[];

const NUMBERS = new Map<Table, number>(SCHEMA_TABLES.map((table, number) => [table, number]));

/** The number of a table in a batch; throws for a table that the schema does not have. */
export function tableNumber(table: Table): number {
  const number = NUMBERS.get(table);
  if (number === undefined) throw new Error(`Table ${table} is not in the schema of the store`);
  return number;
}

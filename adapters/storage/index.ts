/**
 * The store of one partition in one data directory. A batch is one record of an append-only change
 * log, in `log/`, and durable once it is synced there. The tables of `holdfast.sqlite`, one for each
 * of core's, follow the log in a thread of their own; what they do not have yet is read from memory.
 * `holdfast.lock` keeps other processes out.
 */
export { allRows } from "./all-rows.ts";
export * from "./errors.ts";
/** For tools that look into a data directory. */
export { readLog } from "./log/read-log.ts";
export { encodeRecord } from "./log/record.ts";
export { Snapshot } from "./snapshot.ts";
export { SCHEMA_TABLES } from "./schema-tables.ts";
export { Database, type MemoryDatabase, openInMemory } from "./sqlite.ts";
export { decodeValue } from "./value-codec.ts";
export {
  openStore,
  openUnscopedStore,
  Storage,
  storageLayer,
  type Store,
  type StoreOptions,
} from "./store.ts";

/**
 * The store of one partition in one data directory, on SQLite. `holdfast.sqlite` has a table for
 * each of core's; a batch is one transaction, applied and synced by a thread of its own, while
 * rows are read on the caller's thread. SQLite's write-ahead log is the log of changes.
 * `holdfast.lock` keeps other processes out.
 */
export * from "./errors.ts";
/** For tools that look into a data directory. */
export { Database } from "./sqlite.ts";
export {
  openStore,
  openUnscopedStore,
  Storage,
  storageLayer,
  type Store,
  type StoreOptions,
} from "./store.ts";

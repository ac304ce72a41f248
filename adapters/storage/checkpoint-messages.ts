import type { LogRange } from "./log/segment.ts";

/** What the checkpoint thread is started with. */
export interface CheckpointStart {
  readonly file: string;
  /** The store's epoch; when the database has another one, this store has been fenced off. */
  readonly epoch: number;
  /** Names of the tables, by their number in a record. */
  readonly tables: readonly string[];
}

/** What the checkpoint thread is told. */
export type ToCheckpointer =
  /** Let the tables follow these parts of the log, up to batch `sequence`. */
  | { readonly _tag: "Follow"; readonly sequence: number; readonly ranges: readonly LogRange[] }
  /** Empty SQLite's own log into the database, close, end. */
  | { readonly _tag: "Close" };

/** What the checkpoint thread answers. */
export type FromCheckpointer =
  | { readonly _tag: "Ready" }
  /** The tables stand at batch `sequence`, durably. */
  | { readonly _tag: "Followed"; readonly sequence: number }
  /** The thread has stopped; it says so once and follows nothing more. */
  | { readonly _tag: "Failed"; readonly reason: string }
  /** The thread has ended; `reason` says why not in order, or is null. */
  | { readonly _tag: "Closed"; readonly reason: string | null };

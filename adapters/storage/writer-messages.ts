/** What the writer thread is started with. */
export interface WriterStart {
  readonly file: string;
  /** The store's epoch; when the database has another one, this writer has been fenced off. */
  readonly epoch: number;
  /** Names of the tables, by their number in a batch. */
  readonly tables: readonly string[];
}

/**
 * A batch on its way to the writer thread: row `i` is (tables[i], groups[i], items[i]) with
 * sizes[i] bytes of `values`, which holds the encoded values one after the other. Flat arrays and
 * one transferred buffer are the cheapest to hand over, and what is handed over no longer shares
 * memory with the caller (a clone of a byte view would copy the whole buffer behind it).
 */
export interface EncodedBatch {
  readonly sequence: number;
  readonly tables: readonly number[];
  readonly groups: readonly string[];
  readonly items: readonly string[];
  /** Bytes of the value; `DELETED` when the row goes. */
  readonly sizes: readonly number[];
  readonly values: ArrayBuffer;
}

/** The size that says that a row is deleted; every value has at least its header. */
export const DELETED = -1;

/** What the writer thread is told. */
export type ToWriter =
  | { readonly _tag: "Batch"; readonly batch: EncodedBatch }
  /** Empty the write-ahead log into the tables, close, end. */
  | { readonly _tag: "Close" };

/** What the writer thread answers. */
export type FromWriter =
  | { readonly _tag: "Ready" }
  /** The oldest batch that has not been answered is durable. */
  | { readonly _tag: "Durable" }
  /** The writer has stopped; it says so once and takes nothing more. */
  | { readonly _tag: "Failed"; readonly reason: string }
  /** The writer has ended; `reason` says why not in order, or is null. */
  | { readonly _tag: "Closed"; readonly reason: string | null };

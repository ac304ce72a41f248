import type { Happening, RowChange } from "@holdfast/spec";

/** The version of what follows; a reader refuses a file of another. */
export const TRACE_FORMAT = 1;

/** How many rows there are, and what they come to together: see `rowsSum`. */
export interface RowsSum {
  readonly count: number;
  readonly digest: string;
}

/**
 * A line of a trace: one JSON object. Contents (payloads, values, what handlers say of failures)
 * are told by a digest, names and ids as they are; `docs/guides/trace.md` tells more.
 */
export type TraceLine =
  /** An engine begins, at unix time `atMs`, on what is durable up to batch `lastBatch`. */
  | {
      readonly _tag: "Start";
      readonly format: number;
      readonly version: string;
      readonly atMs: number;
      /** Of this opening of the store: grows each time. */
      readonly epoch: number;
      readonly lastBatch: number;
      readonly partition: { readonly index: number; readonly count: number };
      /** The durable rows that the specification speaks of. */
      readonly rows: RowsSum;
      /** Whether lines with these rows follow, since the trace so far does not tell them. */
      readonly told: boolean;
    }
  | { readonly _tag: "Row"; readonly row: RowChange }
  /** One transition: what happened, and how rows changed. */
  | {
      readonly _tag: "Step";
      readonly atMs: number;
      readonly happening: Happening;
      /** Changes of all tables, also of those that the specification does not speak of. */
      readonly changes: number;
      readonly rows: readonly RowChange[];
    }
  /** The changes of all steps since the last such line are handed to the store, as one batch. */
  | { readonly _tag: "Append"; readonly batch: number; readonly changes: number }
  /** The store has reported the batch durable. */
  | { readonly _tag: "Durable"; readonly batch: number };

import type { Change, Config, Watch } from "@holdfast/core";

/** What is written down of one engine while it runs. None of this may throw. */
export interface EngineTrace {
  /** Sees each transition; its changes are in the batch that is appended next. */
  readonly watch: Watch;
  /** A batch of so many changes is about to be handed to the store. */
  readonly append: (sequence: number, changes: number) => void;
  /** The store has reported a batch durable; nothing that waits for it has left yet. */
  readonly durable: (sequence: number) => void;
}

/** Where an engine begins. */
export interface TraceOpening {
  readonly config: Pick<Config, "partition" | "hashes">;
  /** Epoch of this opening of the store. */
  readonly epoch: number;
  /** The last batch of the log that is durable; 0 for none. */
  readonly lastSequence: number;
  /** Every durable row; to be read before this function returns. */
  readonly rows: () => Iterable<Change>;
}

/** Begins to write down an engine, once its store is open and before it is started. */
export type OpenTrace = (opening: TraceOpening) => EngineTrace;

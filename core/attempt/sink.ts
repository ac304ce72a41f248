import type { Happening } from "../partition/event.ts";

/** What an attempt says of itself; its epoch tells whether it may still be heard. */
export type Proposal = Extract<Happening, { readonly epoch: number }>;

/** Where an attempt's outputs go, in order. After `release` or `abort` it gives none. */
export interface AttemptSink {
  readonly propose: (proposal: Proposal) => void;
  readonly write: (bytes: Uint8Array) => void;
  readonly closeWrite: () => void;
  /** The attempt ended in order; the peer may finish its side. */
  readonly release: () => void;
  /** The attempt ended out of order; the stream is of no use any more. */
  readonly abort: () => void;
}

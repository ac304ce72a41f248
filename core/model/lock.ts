import type { InvocationId } from "../ids/index.ts";

/** The exclusive lock of one object key: present exactly while somebody holds it (S-LOCK-1). */
export interface Lock {
  readonly holder: InvocationId;
  /** Sequence number that the next waiting invocation gets. */
  readonly nextSequence: number;
}

/** One place in the FIFO queue behind a lock. */
export interface InboxItem {
  readonly id: InvocationId;
}

/** Item key of an inbox place; text order is arrival order. */
export function inboxItem(sequence: number): string {
  return sequence.toString(16).padStart(12, "0");
}

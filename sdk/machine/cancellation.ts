import type { Handle } from "./handle.ts";

/** A call whose callee is cancelled together with its caller. */
export interface TrackedCall {
  readonly invocationId: Handle;
  readonly result: Handle;
}

/** How far the cancel signal has come in this attempt, and whom it has to reach (wire facts 5.2). */
export class Cancellation {
  readonly calls: TrackedCall[] = [];
  /** "Seen": it is being passed on. "Done": the handler was told; it is not waited for again. */
  stage: "None" | "Seen" | "Done" = "None";
}

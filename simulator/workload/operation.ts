import type { InvocationId, Reply, TargetRef } from "@holdfast/core";

/** One thing that a client does, through all its tries, and what came of it. */
export interface Operation {
  readonly number: number;
  readonly kind: "Call" | "Send";
  readonly target: TargetRef;
  /** JSON of the request's body. */
  readonly input: unknown;
  /** What its answer has to hold again, as `token`, where its handler does so. */
  readonly token: string | null;
  readonly delayMs: number | null;
  /** With a key it is tried until it is answered, else once. */
  readonly idempotencyKey: string | null;
  /** The id that it must have, where that follows from its keys. */
  readonly expectedId: InvocationId | null;
  state: "Planned" | "Open" | "Answered" | "Lost";
  reply: Reply | null;
  tries: number;
}

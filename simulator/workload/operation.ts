import type { ClientRequest, InvocationId, Reply, TargetRef } from "@holdfast/core";
import { encodeJson } from "@holdfast/sdk";

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

/** The request of each of its tries. */
export function requestOf(operation: Operation): ClientRequest {
  const { kind, target, input, delayMs, idempotencyKey } = operation;
  const headers = [{ key: "content-type", value: "application/json" }];
  const common = { target, headers, body: encodeJson(input), idempotencyKey };
  return kind === "Call" ? { _tag: "Call", ...common } : { _tag: "Send", ...common, delayMs };
}

/** Whether a client is told to come again later (wire facts 3.3). */
export function isBusy(reply: Reply): boolean {
  return reply._tag === "Rejected" && (reply.code === 429 || reply.code === 503);
}

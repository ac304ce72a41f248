import type { ClientRequest, Reply, RequestPort } from "@holdfast/core";
import { Effect } from "effect";
import { type AdminError, adminError } from "./fault.ts";

/** Asks the engine; an interruption, as when the client goes, takes the request back. */
export function ask(port: RequestPort, body: ClientRequest): Effect.Effect<Reply> {
  return Effect.async<Reply>((resume) => {
    const cancel = port.request(body, (reply) => resume(Effect.succeed(reply)));
    return Effect.sync(cancel);
  });
}

/** The error that a reply is which does not belong to what was asked: a fault of ours. */
export function unexpected(reply: Reply): AdminError {
  return reply._tag === "Rejected"
    ? adminError(reply.code, reply.message, reply.errorCode)
    : adminError(500, `internal error: the engine answered with ${reply._tag}`);
}

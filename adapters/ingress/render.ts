import { type ClientRequest, formatInvocationId, type Outcome, type Reply } from "@holdfast/core";
import { type Answer, answer, errorAnswer, jsonAnswer } from "./answer.ts";
import { unexpectedReply } from "./problems.ts";

/** Turns the engine's reply into the HTTP answer to what was asked (wire facts 3.3). */
export function render(asked: ClientRequest["_tag"], reply: Reply): Answer {
  switch (reply._tag) {
    case "Completed":
      return completed(reply);
    case "Accepted":
      return accepted(reply);
    case "InFlight":
      return errorAnswer(470, "the invocation exists but has not completed yet");
    case "NotFound":
      return asked === "Attach"
        ? errorAnswer(404, "not found", "invocation", [
            "x-restate-id",
            formatInvocationId(reply.id),
          ])
        : errorAnswer(404, "invocation not found");
    case "Identified":
      return jsonAnswer(200, [], { invocationId: formatInvocationId(reply.id) });
    case "Done":
    case "Requested":
      return answer(202, [], "");
    case "Rejected":
      return errorAnswer(reply.code, reply.message);
    case "Restarted":
    case "Registered":
      return unexpectedReply(reply._tag);
    default:
      return reply satisfies never;
  }
}

function completed(reply: Extract<Reply, { readonly _tag: "Completed" }>): Answer {
  const headers = ["x-restate-id", formatInvocationId(reply.id)];
  if (reply.expiresAtMs !== null) {
    headers.push("idempotency-expires", rfc3339Offset(reply.expiresAtMs));
  }
  return outcomeAnswer(reply.outcome, headers, reply.contentType);
}

function outcomeAnswer(outcome: Outcome, headers: string[], contentType: string | null): Answer {
  switch (outcome._tag) {
    case "Success":
      if (contentType !== null) headers.push("content-type", contentType);
      return answer(200, headers, outcome.value);
    case "Failure": {
      const { code, message, metadata } = outcome.failure;
      const entries = metadata.map(({ key, value }) => [key, value] as const);
      const shown = entries.length === 0 ? null : Object.fromEntries(entries);
      return errorAnswer(code, message, "invocation", headers, shown);
    }
    default:
      return outcome satisfies never;
  }
}

function accepted(reply: Extract<Reply, { readonly _tag: "Accepted" }>): Answer {
  const invocationId = formatInvocationId(reply.id);
  const { startAtMs, status } = reply;
  return jsonAnswer(
    202,
    ["x-restate-id", invocationId],
    startAtMs === null
      ? { invocationId, status }
      : { invocationId, executionTime: rfc3339Nanos(startAtMs), status },
  );
}

/** `2026-11-24T01:01:58.166+00:00`; whole seconds are written without a fraction. */
function rfc3339Offset(atMs: number): string {
  return new Date(atMs).toISOString().replace(/(?:\.000)?Z$/, "+00:00");
}

/** `2026-11-23T06:01:00.764000000Z` (wire facts 3.3). */
function rfc3339Nanos(atMs: number): string {
  return new Date(atMs).toISOString().replace("Z", "000000Z");
}

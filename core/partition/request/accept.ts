import type { Reply, RequestId } from "../../engine/request.ts";
import type { InvocationId } from "../../ids/index.ts";
import type { Invocation } from "../../model/index.ts";
import { encodeMessage } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import type { RequestOf } from "../event.ts";
import { completedReply } from "../lifecycle/complete.ts";
import { createInvocation } from "../lifecycle/create.ts";
import { retentionOf } from "../lifecycle/retention.ts";
import { ALREADY_INVOKED } from "../message/invoke.ts";
import { type ResolvedTarget, resolveTarget } from "../registry/resolve-target.ts";
import { targetId } from "../registry/target-id.ts";
import { checkInboxRoom } from "./check-inbox-room.ts";
import { checkInput } from "./check-input.ts";

type Resolved = Extract<ResolvedTarget, { _tag: "Resolved" }>;
type Invoking = RequestOf<"Call"> | RequestOf<"Send">;

/** A client calls a handler and waits for its outcome. */
export function acceptCall(
  draft: Draft,
  request: RequestId,
  body: RequestOf<"Call">,
): Reply | null {
  const found = check(draft, body);
  if (found._tag !== "Resolved") return found;
  const id = targetId(draft, found.target, body.idempotencyKey);
  const existing = draft.invocation(id);
  if (existing !== undefined) return joinCall(draft, request, existing);
  const refusal = create(draft, id, found, body, null);
  if (refusal !== null) return refusal;
  draft.act({ _tag: "Await", request, id });
  return null;
}

/** A client hands in an invocation and is told its id. */
export function acceptSend(draft: Draft, body: RequestOf<"Send">): Reply {
  const found = check(draft, body);
  if (found._tag !== "Resolved") return found;
  const id = targetId(draft, found.target, body.idempotencyKey);
  const existing = draft.invocation(id);
  const startAtMs = body.delayMs === null ? null : draft.nowMs + body.delayMs;
  if (existing !== undefined) {
    const { status } = existing;
    return {
      _tag: "Accepted",
      id,
      startAtMs: status._tag === "Scheduled" ? status.startAtMs : null,
      status: "PreviouslyAccepted",
    };
  }
  const refusal = create(draft, id, found, body, startAtMs);
  return refusal ?? { _tag: "Accepted", id, startAtMs, status: "Accepted" };
}

/** A repeat of a call: a workflow's run is refused, any other shares the outcome (S-IDEMPOTENT-1). */
function joinCall(draft: Draft, request: RequestId, existing: Invocation): Reply | null {
  const { id, target, status } = existing;
  if (target._tag === "Workflow" && target.access === "Run") {
    return completedReply(draft, existing, ALREADY_INVOKED, null);
  }
  if (status._tag === "Completed") {
    return completedReply(draft, existing, status.outcome, status.expiresAtMs);
  }
  draft.act({ _tag: "Await", request, id });
  return null;
}

/** Everything that can be wrong with a request before it is accepted (wire facts 3.2, 3.3). */
function check(draft: Draft, body: Invoking): Resolved | Extract<Reply, { _tag: "Rejected" }> {
  const found = resolveTarget(draft, body.target);
  if (found._tag === "Unresolved") {
    const code = found.reason === "KeyMismatch" ? 400 : 404;
    return { _tag: "Rejected", code, message: found.message, errorCode: null };
  }
  const { service, handler } = found;
  if (handler.options.ingressPrivate ?? service.options.ingressPrivate ?? false) {
    return {
      _tag: "Rejected",
      code: 400,
      message: "the invoked service is not public",
      errorCode: null,
    };
  }
  if (handler.type === "Workflow" && body.idempotencyKey !== null) {
    return {
      _tag: "Rejected",
      code: 400,
      message:
        "a workflow's run handler takes no idempotency key: it runs once for each workflow key",
      errorCode: null,
    };
  }
  const problem = checkInput(handler.input, body.headers, body.body);
  if (problem !== null) {
    return { _tag: "Rejected", code: 400, message: problem, errorCode: null };
  }
  return found;
}

function create(
  draft: Draft,
  id: InvocationId,
  { target, service, handler }: Resolved,
  body: Invoking,
  startAtMs: number | null,
): Extract<Reply, { _tag: "Rejected" }> | null {
  const full = checkInboxRoom(draft, id, target);
  if (full !== null) return full;
  createInvocation(draft, {
    id,
    target,
    ...retentionOf(draft.config.defaults, service, handler, body.idempotencyKey !== null),
    source: { _tag: "Ingress" },
    idempotencyKey: body.idempotencyKey,
    input: encodeMessage({
      _tag: "InputCommand",
      headers: body.headers,
      value: body.body,
      name: "",
    }),
    listener: null,
    startAtMs,
  });
  return null;
}

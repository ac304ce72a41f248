import type { InvocationRef, Reply, RequestId } from "../../engine/request.ts";
import {
  idempotentInvocationId,
  type InvocationId,
  workflowInvocationId,
} from "../../ids/index.ts";
import type { Draft } from "../draft.ts";
import { completedReply } from "../lifecycle/complete.ts";

/** The id that a client's reference stands for; no look-up is needed (wire facts 1.10). */
function refId(draft: Draft, ref: InvocationRef): InvocationId {
  const { hashes } = draft.config;
  switch (ref._tag) {
    case "Id":
      return ref.id;
    case "Idempotent": {
      const { service, key, handler } = ref.target;
      return idempotentInvocationId(hashes, service, key, handler, ref.idempotencyKey);
    }
    case "Workflow":
      return workflowInvocationId(hashes, ref.name, ref.key);
    default:
      return ref satisfies never;
  }
}

/** Waits for the end of an invocation. */
export function attach(draft: Draft, request: RequestId, ref: InvocationRef): Reply | null {
  const reply = output(draft, ref);
  if (reply._tag !== "InFlight") return reply;
  draft.act({ _tag: "Await", request, id: reply.id });
  return null;
}

/** The outcome of an invocation, if it has one. */
export function output(draft: Draft, ref: InvocationRef): Reply {
  const id = refId(draft, ref);
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  const { status } = invocation;
  if (status._tag !== "Completed") return { _tag: "InFlight", id };
  return completedReply(draft, invocation, status.outcome, status.expiresAtMs);
}

export function lookup(draft: Draft, ref: InvocationRef): Reply {
  return { _tag: "Identified", id: refId(draft, ref) };
}

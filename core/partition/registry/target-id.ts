import {
  idempotentInvocationId,
  type InvocationId,
  randomInvocationId,
  workflowInvocationId,
} from "../../ids/index.ts";
import { keyOf, type Target } from "../../model/index.ts";
import type { Draft } from "../draft.ts";

/**
 * The id of a new invocation: a workflow run's follows from its key, an idempotent one's from its
 * idempotency key, so that repeats meet (S-WORKFLOW-1, S-IDEMPOTENT-1); any other is random (1.10).
 */
export function targetId(
  draft: Draft,
  target: Target,
  idempotencyKey: string | null,
): InvocationId {
  const { hashes } = draft.config;
  const { service, handler } = target;
  const key = keyOf(target);
  if (target._tag === "Workflow" && target.access === "Run") {
    return workflowInvocationId(hashes, service, target.key);
  }
  if (idempotencyKey !== null) {
    return idempotentInvocationId(hashes, service, key, handler, idempotencyKey);
  }
  return randomInvocationId(hashes, service, key, draft.nowMs, draft.draw());
}

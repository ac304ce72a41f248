import { failed, type PeerMessage } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { createInvocation } from "../lifecycle/create.ts";
import { addListener } from "./attach.ts";
import { notifyListener } from "./notification.ts";

/** What every further caller of a workflow's run handler is told (wire facts 1.12). */
export const ALREADY_INVOKED = failed(409, "the workflow method was already invoked");

/**
 * An invocation calls another. Where that one exists already, a workflow run refuses the caller
 * (S-WORKFLOW-1) and an idempotent call shares its outcome with it (S-IDEMPOTENT-1).
 */
export function applyInvoke(draft: Draft, message: Extract<PeerMessage, { _tag: "Invoke" }>): void {
  const { listener, target } = message;
  const existing = draft.invocation(message.id);
  if (existing === undefined) {
    createInvocation(draft, message);
    return;
  }
  if (listener === null) return;
  if (target._tag === "Workflow" && target.access === "Run") {
    notifyListener(draft, listener, ALREADY_INVOKED);
  } else if (existing.status._tag === "Completed") {
    notifyListener(draft, listener, existing.status.outcome);
  } else {
    addListener(draft, existing, listener);
  }
}

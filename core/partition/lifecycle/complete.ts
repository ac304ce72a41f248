import type { Reply } from "../../engine/request.ts";
import { findHandler, type Invocation, type Outcome, successorOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { notifyListener } from "../message/notification.ts";
import { forget, forgetJournal } from "./forget.ts";
import { releaseLock } from "./release-lock.ts";

/**
 * Ends an invocation with its one outcome (S-OUTCOME-1): everybody who waits is told, its lock
 * goes on, and what is to be remembered gets its expiry.
 */
export function complete(draft: Draft, invocation: Invocation, outcome: Outcome): void {
  const { id, status } = invocation;
  if (status._tag === "Invoked") draft.delete("running", "", id);
  if (status._tag === "BackingOff") {
    const { epoch } = invocation;
    draft.disarmTimer({ _tag: "Retry", dueMs: status.retryAtMs, id, epoch });
  }
  retain(draft, invocation, outcome);
  for (const listener of invocation.listeners) notifyListener(draft, listener, outcome);
  draft.act({ _tag: "Completed", id, reply: completedReply(draft, invocation, outcome, null) });
  releaseLock(draft, invocation);
}

const NOBODY: Invocation["listeners"] = [];

function retain(draft: Draft, invocation: Invocation, outcome: Outcome): void {
  const { id, completionRetentionMs, journalRetentionMs } = invocation;
  if (completionRetentionMs <= 0) {
    forget(draft, invocation);
    return;
  }
  const expiresAtMs = draft.nowMs + completionRetentionMs;
  const completed = successorOf(invocation);
  completed.status = { _tag: "Completed", outcome, completedAtMs: draft.nowMs, expiresAtMs };
  completed.listeners = NOBODY;
  completed.modifiedAtMs = draft.nowMs;
  draft.putInvocation(completed);
  draft.armTimer({ _tag: "ExpireInvocation", dueMs: expiresAtMs, id });
  if (journalRetentionMs <= 0) forgetJournal(draft, invocation);
  else if (journalRetentionMs < completionRetentionMs) {
    draft.armTimer({ _tag: "ExpireJournal", dueMs: draft.nowMs + journalRetentionMs, id });
  }
}

/** What a client is told of an ended invocation, with the content type its handler declares. */
export function completedReply(
  draft: Draft,
  invocation: Pick<Invocation, "id" | "target">,
  outcome: Outcome,
  expiresAtMs: number | null,
): Reply {
  return {
    _tag: "Completed",
    id: invocation.id,
    outcome,
    contentType: contentTypeOf(draft, invocation, outcome),
    expiresAtMs,
  };
}

function contentTypeOf(
  draft: Draft,
  { target }: Pick<Invocation, "target">,
  outcome: Outcome,
): string | null {
  if (outcome._tag === "Failure") return null;
  const service = draft.get("service", "", target.service);
  const handler = service === undefined ? undefined : findHandler(service, target.handler);
  if (handler === undefined) return null;
  const { contentType, setContentTypeIfEmpty } = handler.output;
  return outcome.value.length > 0 || setContentTypeIfEmpty ? contentType : null;
}

import type { Event } from "../event.ts";
import { settleAny, successorOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { storedResult } from "../journal/settled-by.ts";
import { heard } from "./heard.ts";
import { invoke } from "./invoke.ts";

/**
 * An attempt gave way until one of several things is settled. What was stored meanwhile counts: if
 * it settles one, the next attempt starts at once, so that no wake-up falls between (L-WAKE-1).
 */
export function suspendAttempt(
  draft: Draft,
  event: Extract<Event, { _tag: "AttemptSuspended" }>,
): void {
  const found = heard(draft, event);
  if (found === null) return;
  // An attempt that gives way in order shows that the endpoint works: its failures count no more.
  const invocation = successorOf(found);
  invocation.policyAttempts = 0;
  const { id } = invocation;
  const waitingFor = settleAny(event.waitingFor, (key) => storedResult(draft, id, key));
  if (waitingFor === null) {
    invoke(draft, invocation);
    return;
  }
  draft.delete("running", "", id);
  invocation.status = { _tag: "Suspended", waitingFor };
  invocation.modifiedAtMs = draft.nowMs;
  draft.putInvocation(invocation);
}

import type { Event } from "../event.ts";
import type { Draft } from "../draft.ts";
import { heard } from "./heard.ts";
import { invoke } from "./invoke.ts";

/**
 * An attempt gave way until one of several notifications is there. One that was stored meanwhile
 * starts the next attempt at once: a wake-up cannot fall between the two (L-WAKE-1).
 */
export function suspendAttempt(
  draft: Draft,
  event: Extract<Event, { _tag: "AttemptSuspended" }>,
): void {
  const found = heard(draft, event);
  if (found === null) return;
  // An attempt that gives way in order shows that the endpoint works: its failures count no more.
  const invocation = { ...found, policyAttempts: 0 };
  const { id } = invocation;
  for (const key of event.waitingFor) {
    if (draft.get("notification", id, key) === undefined) continue;
    invoke(draft, invocation);
    return;
  }
  draft.delete("running", "", id);
  draft.putInvocation({
    ...invocation,
    status: { _tag: "Suspended", waitingFor: event.waitingFor },
    modifiedAtMs: draft.nowMs,
  });
}

import { encodeMessage, MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import type { Event } from "../event.ts";
import { heard } from "../lifecycle/heard.ts";
import { outcomeResult } from "../message/notification.ts";
import { appendNotification } from "./append.ts";

/**
 * The handler ran a step and proposes its result: it is stored, then acknowledged, so that an
 * acknowledged step is never run again (S-RUN-1).
 */
export function proposeRunCompletion(
  draft: Draft,
  event: Extract<Event, { _tag: "RunCompletionProposed" }>,
): void {
  const invocation = heard(draft, event);
  if (invocation === null) return;
  const id = { _tag: "Completion", completionId: event.completionId } as const;
  const type = MessageType.RunNotification;
  const result = outcomeResult(event.outcome);
  const payload = encodeMessage({ _tag: "Notification", type, id, result });
  appendNotification(draft, invocation, type, id, payload, event.pin);
}

import { outboxItem } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import type { Event } from "../event.ts";

/**
 * A message of another partition. Each is taken once and in order: a repeat is only acknowledged
 * again, and one that comes before its turn waits to be sent again (S-OUTBOX-1).
 */
export function receiveMessage(
  draft: Draft,
  event: Extract<Event, { _tag: "MessageReceived" }>,
): void {
  const from = String(event.from);
  const seen = draft.get("dedup", "seen", from) ?? 0;
  if (event.sequence > seen + 1) return;
  if (event.sequence === seen + 1) {
    draft.put("dedup", "seen", from, event.sequence);
    draft.inbound.push(event.message);
  }
  draft.act({ _tag: "TakeMessage", from: event.from, sequence: event.sequence });
}

/** Another partition has durably taken our messages up to this one; they leave the outbox. */
export function takeMessage(draft: Draft, event: Extract<Event, { _tag: "MessageTaken" }>): void {
  const to = String(event.by);
  const last = outboxItem(event.sequence);
  for (const { item } of draft.scan("outbox", to)) {
    if (item > last) return;
    draft.delete("outbox", to, item);
  }
}

import type { InvocationId } from "../../ids/index.ts";
import { journalItem, type NotificationKey, type Settled } from "../../model/index.ts";
import { decodeMessage } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** What the notification at a journal index settles what waits for it as (wire facts 1.8). */
export function settledBy(type: number, payload: Uint8Array, at: number): Settled {
  const message = decodeMessage(type, payload);
  const fails = message._tag === "Notification" && message.result._tag === "Failure";
  return { _tag: "Settled", as: fails ? "Failure" : "Success", at };
}

/** How the stored notification of this key came out, or null where none is stored. */
export function storedResult(draft: Draft, id: InvocationId, key: NotificationKey): Settled | null {
  const at = draft.get("notification", id, key);
  const entry = at === undefined ? undefined : draft.get("journal", id, journalItem(at));
  return at === undefined || entry === undefined ? null : settledBy(entry.type, entry.payload, at);
}

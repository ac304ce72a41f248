import {
  type Invocation,
  journalItem,
  notificationKey,
  type Pin,
  type Successor,
  successorOf,
} from "../../model/index.ts";
import { type Command, messageType, MessageType, type NotificationId } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/**
 * Stores a command as the next journal entry (S-JOURNAL-1) and gives back the record with it.
 * `pin` is where the attempt runs: its first entry settles that for the invocation (S-PIN-1).
 */
export function appendCommand(
  draft: Draft,
  invocation: Invocation,
  command: Command,
  payload: Uint8Array,
  pin: Pin,
): Invocation {
  const type = messageType(command);
  const index = invocation.journalLength;
  draft.put("journal", invocation.id, journalItem(index), {
    _tag: "Command",
    type,
    payload,
    completionId: "resultCompletionId" in command ? command.resultCompletionId : null,
    storedAtMs: draft.nowMs,
  });
  const grown = grow(draft, invocation, pin);
  grown.journalCommands++;
  if (type === MessageType.OutputCommand) grown.outputIndex = index;
  draft.putInvocation(grown);
  return grown;
}

/**
 * Stores a notification as the next journal entry, unless the same one is stored already
 * (S-JOURNAL-2); gives back the record with it, or null where nothing was stored.
 */
export function appendNotification(
  draft: Draft,
  invocation: Invocation,
  type: number,
  id: NotificationId,
  payload: Uint8Array,
  pin: Pin | null = null,
): Invocation | null {
  const key = notificationKey(id);
  if (draft.get("notification", invocation.id, key) !== undefined) return null;
  const index = invocation.journalLength;
  const entry = { _tag: "Notification", type, payload, id, storedAtMs: draft.nowMs } as const;
  draft.put("journal", invocation.id, journalItem(index), entry);
  draft.put("notification", invocation.id, key, index);
  const grown = grow(draft, invocation, pin);
  draft.putInvocation(grown);
  if (invocation.status._tag === "Invoked") {
    draft.act({ _tag: "Deliver", id: invocation.id, epoch: invocation.epoch, index, entry });
  }
  return grown;
}

function grow(draft: Draft, invocation: Invocation, pin: Pin | null): Successor {
  const grown = successorOf(invocation);
  grown.pin ??= pin;
  grown.journalLength++;
  grown.attemptsSinceLastStored = 0;
  grown.journalModifiedAtMs = draft.nowMs;
  grown.modifiedAtMs = draft.nowMs;
  return grown;
}

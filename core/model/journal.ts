import type { InvocationId } from "../ids/index.ts";
import { CANCEL_SIGNAL_INDEX, type NotificationId } from "../wire/index.ts";

/** `NotificationId` as text: the durable key under which one invocation finds it. */
export type NotificationKey = string & { readonly __brand: "NotificationKey" };

export function notificationKey(id: NotificationId): NotificationKey {
  switch (id._tag) {
    case "Completion":
      return SHORT_COMPLETION_KEYS[id.completionId] ?? completionKey(id.completionId);
    case "Signal":
      return `s${id.index}` as NotificationKey;
    case "NamedSignal":
      return `n${id.name}` as NotificationKey;
  }
}

function completionKey(completionId: number): NotificationKey {
  return `c${completionId}` as NotificationKey;
}

/** Made once, as the keys of short journals are. */
const SHORT_COMPLETION_KEYS: readonly NotificationKey[] = Array.from({ length: 256 }, (_, id) =>
  completionKey(id),
);

/** Whether a notification is the built-in signal that asks a handler to stop (wire facts 1.5). */
export function isCancel(id: NotificationId): boolean {
  return id._tag === "Signal" && id.index === CANCEL_SIGNAL_INDEX;
}

/**
 * One stored journal entry. The payload is the wire message as it was received or as it will be
 * sent, so that replay repeats bytes and not a re-encoding of them.
 */
export type JournalEntry =
  | {
      readonly _tag: "Command";
      /** Message type number (wire facts 1.5). */
      readonly type: number;
      readonly payload: Uint8Array;
      /** The completion that this command asked for, or null. */
      readonly completionId: number | null;
      readonly storedAtMs: number;
    }
  | {
      readonly _tag: "Notification";
      readonly type: number;
      readonly payload: Uint8Array;
      readonly id: NotificationId;
      readonly storedAtMs: number;
    };

/** Item key of journal entry `index`; text order is index order. */
export function journalItem(index: number): string {
  return SHORT_JOURNAL_ITEMS[index] ?? formatJournalItem(index);
}

function formatJournalItem(index: number): string {
  return index.toString(16).padStart(8, "0");
}

/** The keys that nearly all journals do with, made once: making and hashing them anew costs more. */
const SHORT_JOURNAL_ITEMS: readonly string[] = Array.from({ length: 256 }, (_, index) =>
  formatJournalItem(index),
);

/** Who, durably, is owed a completion: a notification for one completion of one invocation. */
export interface Listener {
  readonly id: InvocationId;
  readonly incarnation: number;
  readonly completionId: number;
  /** Notification type that carries the answer, e.g. 0x800D for a call (wire facts 1.5). */
  readonly notificationType: number;
}

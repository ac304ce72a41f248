import type { InvocationId } from "../ids/index.ts";
import type { Source } from "./invocation.ts";
import type { NotificationId } from "../wire/index.ts";
import type { Listener } from "./journal.ts";
import type { Target } from "./target.ts";

/**
 * What one invocation does to another, wherever the other lives: applied at once in the same
 * transition when it is on this partition, sent through the outbox when it is not (S-OUTBOX-1).
 */
export type PeerMessage =
  | {
      readonly _tag: "Invoke";
      readonly id: InvocationId;
      readonly target: Target;
      readonly completionRetentionMs: number;
      readonly journalRetentionMs: number;
      /** Payload of the Input command, which becomes journal entry 0. */
      readonly input: Uint8Array;
      readonly source: Source;
      readonly idempotencyKey: string | null;
      readonly listener: Listener | null;
      /** Unix milliseconds before which it does not start, or null. */
      readonly startAtMs: number | null;
    }
  | {
      readonly _tag: "Notify";
      readonly id: InvocationId;
      /** The one that it is for, or null for whichever has the id: signals name only an id. */
      readonly incarnation: number | null;
      readonly notificationType: number;
      readonly notificationId: NotificationId;
      readonly payload: Uint8Array;
    }
  | {
      readonly _tag: "Attach";
      readonly id: InvocationId;
      readonly listener: Listener;
      /** False answers at once, with void while the target is in flight. */
      readonly wait: boolean;
    }
  | { readonly _tag: "Kill"; readonly id: InvocationId };

/** A message that waits in the outbox until its partition has taken it. */
export interface OutboxMessage {
  readonly sequence: number;
  readonly message: PeerMessage;
}

/** Item key of an outbox place; text order is send order. */
export function outboxItem(sequence: number): string {
  return sequence.toString(16).padStart(12, "0");
}

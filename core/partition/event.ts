import type { ClientRequest, RequestId } from "../engine/request.ts";
import type { Entropy, InvocationId } from "../ids/index.ts";
import type { AttemptFailure, Outcome, PeerMessage, Pin, Waiting } from "../model/index.ts";
import type { Command } from "../wire/index.ts";

/** The request of a client, narrowed to one kind. */
export type RequestOf<K extends ClientRequest["_tag"]> = Extract<ClientRequest, { _tag: K }>;

/** What an attempt says; heard only while its epoch is the invocation's (S-FENCE-1). */
interface FromAttempt {
  readonly id: InvocationId;
  readonly epoch: number;
}

/** What happened, without its time and entropy. */
export type Happening =
  | { readonly _tag: "Requested"; readonly request: RequestId; readonly body: ClientRequest }
  | (FromAttempt & {
      readonly _tag: "CommandProposed";
      readonly pin: Pin;
      readonly command: Command;
      /** The command as it was received; it is stored and replayed as these bytes. */
      readonly payload: Uint8Array;
      readonly ackRequested: boolean;
    })
  | (FromAttempt & {
      readonly _tag: "RunCompletionProposed";
      readonly pin: Pin;
      readonly completionId: number;
      readonly outcome: Outcome;
    })
  | (FromAttempt & {
      readonly _tag: "AttemptSuspended";
      readonly waitingFor: readonly Waiting[];
    })
  | (FromAttempt & { readonly _tag: "AttemptEnded" })
  | (FromAttempt & {
      readonly _tag: "AttemptFailed";
      readonly failure: AttemptFailure;
      /** Replaces the next interval and leaves the policy's count as it is (wire facts 1.13). */
      readonly nextRetryDelayMs: number | null;
      readonly behavior: "Retry" | "Pause" | "Fail";
      /** False where the handler was never reached for reasons of ours (wire facts 1.7). */
      readonly countsForHandler: boolean;
    })
  | { readonly _tag: "TimerFired"; readonly item: string }
  | {
      readonly _tag: "MessageReceived";
      readonly from: number;
      readonly sequence: number;
      readonly message: PeerMessage;
    }
  | { readonly _tag: "MessageTaken"; readonly by: number; readonly sequence: number };

/** One thing that happened to a partition, with its time (unix ms) and its entropy inside it. */
export type Event = Happening & { readonly nowMs: number; readonly entropy: Entropy };

/**
 * What happened, with its time and entropy. One literal for each kind: engines copy a union of
 * shapes by spreading many times slower.
 */
export function eventOf(happening: Happening, nowMs: number, entropy: Entropy): Event {
  switch (happening._tag) {
    case "Requested": {
      const { _tag, request, body } = happening;
      return { _tag, request, body, nowMs, entropy };
    }
    case "CommandProposed": {
      const { _tag, id, epoch, pin, command, payload, ackRequested } = happening;
      return { _tag, id, epoch, pin, command, payload, ackRequested, nowMs, entropy };
    }
    case "RunCompletionProposed": {
      const { _tag, id, epoch, pin, completionId, outcome } = happening;
      return { _tag, id, epoch, pin, completionId, outcome, nowMs, entropy };
    }
    case "AttemptSuspended": {
      const { _tag, id, epoch, waitingFor } = happening;
      return { _tag, id, epoch, waitingFor, nowMs, entropy };
    }
    case "AttemptEnded": {
      const { _tag, id, epoch } = happening;
      return { _tag, id, epoch, nowMs, entropy };
    }
    case "TimerFired": {
      const { _tag, item } = happening;
      return { _tag, item, nowMs, entropy };
    }
    case "AttemptFailed":
    case "MessageReceived":
    case "MessageTaken":
      return { ...happening, nowMs, entropy };
    default:
      return happening satisfies never;
  }
}

import type { DeploymentId, InvocationId } from "../ids/index.ts";
import type {
  Deployment,
  DeploymentDescription,
  Outcome,
  Service,
  TargetRef,
} from "../model/index.ts";
import type { Header } from "../wire/index.ts";

/** Correlates a client's request with its one reply; chosen by the engine's host, never reused. */
export type RequestId = number;

/** An invocation as a client may name it (wire facts 3.1). */
export type InvocationRef =
  | { readonly _tag: "Id"; readonly id: InvocationId }
  | { readonly _tag: "Idempotent"; readonly target: TargetRef; readonly idempotencyKey: string }
  | { readonly _tag: "Workflow"; readonly name: string; readonly key: string };

/** Where an operator wants an invocation to go on: where it is bound to, or elsewhere (2.5). */
export type DeploymentChoice =
  | { readonly _tag: "Keep" }
  /** The deployment of the active revision of its service. */
  | { readonly _tag: "Latest" }
  | { readonly _tag: "Id"; readonly id: DeploymentId };

/** What a client may ask. Each request gets exactly one reply, unless its client has gone. */
export type ClientRequest =
  | {
      readonly _tag: "Call";
      readonly target: TargetRef;
      /** As they go into the Input command; `content-type` among them is checked (3.2). */
      readonly headers: readonly Header[];
      readonly body: Uint8Array;
      readonly idempotencyKey: string | null;
    }
  | {
      readonly _tag: "Send";
      readonly target: TargetRef;
      readonly headers: readonly Header[];
      readonly body: Uint8Array;
      readonly idempotencyKey: string | null;
      readonly delayMs: number | null;
    }
  /** Waits for the end of an invocation. */
  | { readonly _tag: "Attach"; readonly ref: InvocationRef }
  /** Asks for the outcome without waiting. */
  | { readonly _tag: "Output"; readonly ref: InvocationRef }
  /** Computes the id of an invocation without looking whether it exists. */
  | { readonly _tag: "Lookup"; readonly ref: InvocationRef }
  | {
      readonly _tag: "CompleteAwakeable";
      readonly id: InvocationId;
      readonly signalIndex: number;
      readonly outcome: Outcome;
    }
  /** Asks an invocation to stop, as a signal that its handler can answer (wire facts 5.2). */
  | { readonly _tag: "Cancel"; readonly id: InvocationId }
  /** Ends an invocation, and all that it called, without asking (wire facts 5.2). */
  | { readonly _tag: "Kill"; readonly id: InvocationId }
  /** Forgets a completed invocation before its retention is over. */
  | { readonly _tag: "Purge"; readonly id: InvocationId }
  /** Forgets the journal of a completed invocation; its outcome stays. */
  | { readonly _tag: "PurgeJournal"; readonly id: InvocationId }
  /** Stops the attempts of an invocation until it is resumed (wire facts 5.3). */
  | { readonly _tag: "Pause"; readonly id: InvocationId }
  /** Runs an invocation now that is paused, suspended or backing off (wire facts 5.3). */
  | {
      readonly _tag: "Resume";
      readonly id: InvocationId;
      readonly deployment: DeploymentChoice;
    }
  /** Begins a new invocation with the input of an ended one, and what that stored at first (5.3). */
  | {
      readonly _tag: "RestartAsNew";
      readonly id: InvocationId;
      /** Index of the last journal entry that the new one begins with; 0 is the input. */
      readonly from: number;
      readonly deployment: DeploymentChoice;
    }
  | {
      readonly _tag: "RegisterDeployment";
      readonly deployment: DeploymentDescription;
      readonly force: boolean;
      readonly breaking: boolean;
      readonly dryRun: boolean;
    }
  | { readonly _tag: "RemoveDeployment"; readonly id: DeploymentId };

/** Why a request was refused, in a form that every adapter can turn into its own status. */
export interface Rejection {
  readonly _tag: "Rejected";
  /** HTTP-like code. */
  readonly code: number;
  readonly message: string;
  /** Documented error code such as `META0006`, or null. */
  readonly errorCode: string | null;
}

/** The one answer to a request. */
export type Reply =
  | {
      readonly _tag: "Completed";
      readonly id: InvocationId;
      readonly outcome: Outcome;
      /** Content type for a successful value, or null where none is to be set (3.3). */
      readonly contentType: string | null;
      /** When a retained outcome is forgotten; null on the first, live answer. */
      readonly expiresAtMs: number | null;
    }
  | {
      readonly _tag: "Accepted";
      readonly id: InvocationId;
      readonly startAtMs: number | null;
      readonly status: "Accepted" | "PreviouslyAccepted";
    }
  | { readonly _tag: "InFlight"; readonly id: InvocationId }
  | { readonly _tag: "NotFound"; readonly id: InvocationId }
  | { readonly _tag: "Identified"; readonly id: InvocationId }
  | { readonly _tag: "Done" }
  /** The operation was taken up and its effect follows (a cancel of a running invocation, the end of the attempt of one that is paused). */
  | { readonly _tag: "Requested" }
  /** The work of an ended invocation is done again, by another one. */
  | { readonly _tag: "Restarted"; readonly id: InvocationId; readonly as: InvocationId }
  | {
      readonly _tag: "Registered";
      readonly deployment: Deployment;
      readonly services: readonly Service[];
      /** True where an equal registration existed already and nothing was changed. */
      readonly unchanged: boolean;
    }
  | Rejection;

/** The engine's answer to a client that has to come again later (wire facts 3.3). */
export function rejection(
  code: number,
  message: string,
  errorCode: string | null = null,
): Rejection {
  return { _tag: "Rejected", code, message, errorCode };
}

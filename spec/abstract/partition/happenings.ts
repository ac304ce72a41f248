import type { Callee, Content, Failure, Message, Outcome, Pin, Result, Waited } from "./rows.ts";

/** What a handler does, by one command. */
export type Command =
  | { readonly _tag: "Output"; readonly output: Outcome }
  | { readonly _tag: "Sleep"; readonly dueMs: number; readonly completionId: number }
  | (Callee & {
      readonly _tag: "Call";
      readonly completionId: number;
      /** The completion that tells the id of the callee. */
      readonly idCompletionId: number;
    })
  | (Callee & {
      readonly _tag: "OneWayCall";
      readonly startAtMs: number | null;
      readonly idCompletionId: number;
    })
  /** A signal, or an awakeable's result: the id is null where it cannot be read. */
  | {
      readonly _tag: "Signal";
      readonly id: string | null;
      readonly key: string;
      readonly result: Result;
    }
  | {
      readonly _tag: "Attach" | "GetOutput";
      readonly id: string | null;
      readonly completionId: number;
    }
  | { readonly _tag: "GetPromise"; readonly name: string; readonly completionId: number }
  | { readonly _tag: "PeekPromise"; readonly name: string; readonly completionId: number }
  | {
      readonly _tag: "CompletePromise";
      readonly name: string;
      readonly outcome: Outcome;
      readonly completionId: number;
    }
  | { readonly _tag: "GetState"; readonly name: string; readonly completionId: number }
  | { readonly _tag: "GetStateKeys"; readonly completionId: number }
  | { readonly _tag: "SetState"; readonly name: string; readonly value: Content }
  | { readonly _tag: "ClearState"; readonly name: string }
  | { readonly _tag: "ClearAllState" }
  /** Nothing follows from it but that it is stored. */
  | { readonly _tag: "Other" };

/** What a client asks. */
export type Ask =
  | (Callee & { readonly _tag: "Call" })
  | (Callee & { readonly _tag: "Send"; readonly delayMs: number | null })
  | {
      readonly _tag: "CompleteAwakeable";
      readonly id: string;
      readonly key: string;
      readonly result: Result;
    }
  | { readonly _tag: "Cancel" | "Kill" | "Purge" | "PurgeJournal" | "Pause"; readonly id: string }
  | {
      readonly _tag: "Resume";
      readonly id: string;
      /** Whether it has to go on where it was, if anywhere. */
      readonly keeps: boolean;
    }
  | { readonly _tag: "RestartAsNew"; readonly id: string; readonly from: number }
  /** Questions, and what is about the registry of services only. */
  | { readonly _tag: "Other" };

interface FromAttempt {
  readonly id: string;
  readonly epoch: number;
}

/** What happened to a partition. */
export type Happening =
  | { readonly _tag: "Requested"; readonly ask: Ask }
  | (FromAttempt & {
      readonly _tag: "CommandProposed";
      readonly pin: Pin;
      readonly command: Command;
      readonly payload: Content;
      /** The completion that it asks for, if any. */
      readonly completionId: number | null;
    })
  | (FromAttempt & {
      readonly _tag: "RunCompletionProposed";
      readonly pin: Pin;
      readonly completionId: number;
      readonly outcome: Outcome;
    })
  | (FromAttempt & {
      readonly _tag: "AttemptSuspended";
      readonly waitingFor: readonly Waited[];
    })
  | (FromAttempt & { readonly _tag: "AttemptEnded" })
  | (FromAttempt & {
      readonly _tag: "AttemptFailed";
      readonly failure: Failure;
      readonly nextRetryDelayMs: number | null;
      readonly behavior: "Retry" | "Pause" | "Fail";
    })
  | { readonly _tag: "TimerFired"; readonly item: string }
  | {
      readonly _tag: "MessageReceived";
      readonly from: number;
      readonly sequence: number;
      readonly message: Message;
    }
  | { readonly _tag: "MessageTaken"; readonly by: number; readonly sequence: number };

import type { Listener } from "./journal.ts";
import type { Outcome } from "./outcome.ts";

/** A workflow's durable promise: completed once, heard by all who asked (wire facts 5.5). */
export type DurablePromise =
  | { readonly _tag: "Pending"; readonly listeners: readonly Listener[] }
  | { readonly _tag: "Completed"; readonly outcome: Outcome };

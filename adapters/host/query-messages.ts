import type { AttemptUnderWay } from "@holdfast/core";

/** What the process that answers queries is asked. */
export interface QueryAsked {
  readonly directory: string;
  readonly query: string;
  readonly format: "json" | "arrow";
  readonly attempts: readonly AttemptUnderWay[];
}

/** What it answers, once for each query and in order. */
export type QueryAnswered =
  | { readonly _tag: "Answered"; readonly body: Uint8Array }
  /** `status` is that of HTTP. */
  | { readonly _tag: "Refused"; readonly status: number; readonly message: string };

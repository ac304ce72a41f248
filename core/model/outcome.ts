import type { Failure } from "../wire/index.ts";

/** How an invocation or a durable promise ended; once set it never changes. */
export type Outcome =
  | { readonly _tag: "Success"; readonly value: Uint8Array }
  | { readonly _tag: "Failure"; readonly failure: Failure };

export function success(value: Uint8Array): Outcome {
  return { _tag: "Success", value };
}

export function failed(code: number, message: string): Outcome {
  return { _tag: "Failure", failure: { code, message, metadata: [] } };
}

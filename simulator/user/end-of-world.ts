import type { ClientCall } from "./workload.ts";

/** What became of a client's call. */
export type CallResult = {
  readonly call: ClientCall;
} & (
  | { readonly _tag: "Success"; readonly value: unknown }
  | { readonly _tag: "Failure"; readonly code: number; readonly message: string }
  /** The server did not accept it. */
  | { readonly _tag: "Refused"; readonly code: number; readonly message: string }
);

/** A world after everything has come to rest. */
export interface EndOfWorld {
  /** Of every call, in the order in which they were planned. */
  readonly results: readonly CallResult[];
  /** The state of an object or workflow, by state key. */
  readonly state: (service: string, key: string) => Readonly<Record<string, unknown>>;
  /** Fails with this message where the condition does not hold. */
  readonly assert: (condition: boolean, message: string) => void;
}

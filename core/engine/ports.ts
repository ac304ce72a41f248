import type { Change, View } from "../model/index.ts";
import type { Input, StreamId } from "./input.ts";
import type { StreamTarget } from "./output.ts";
import type { ClientRequest, Reply } from "./request.ts";

/** What those who face clients (ingress, admin) see of a running engine. */
export interface RequestPort {
  /**
   * Hands a request to the engine. `onReply` is called exactly once, later or at once, unless
   * the returned function has been called first: it says that the client has gone.
   */
  readonly request: (body: ClientRequest, onReply: (reply: Reply) => void) => () => void;
  /** Durable state, for what is only read: deployments, services, and later the query tables. */
  readonly view: View;
}

/** What carries service-protocol streams; it reports through the `Input`s whose names begin with Stream. */
export interface StreamPort {
  readonly open: (stream: StreamId, target: StreamTarget) => void;
  readonly write: (stream: StreamId, bytes: Uint8Array) => void;
  readonly closeWrite: (stream: StreamId) => void;
  readonly abort: (stream: StreamId) => void;
  readonly release: (stream: StreamId) => void;
  readonly pressure: (high: boolean) => void;
}

/** What a stream transport is built with: where its inputs go. */
export type StreamInputs = (input: Extract<Input, { readonly _tag: `Stream${string}` }>) => void;

/** Durable storage of one partition: batches in, rows out. */
export interface StorePort {
  /** Committed rows, and only those. */
  readonly view: View;
  /**
   * Makes one batch durable, all or none, in the order of the calls. `onDone` is called once:
   * with null when it is durable, else with what went wrong, after which nothing more is taken.
   */
  readonly append: (
    sequence: number,
    changes: readonly Change[],
    onDone: (failure: string | null) => void,
  ) => void;
}

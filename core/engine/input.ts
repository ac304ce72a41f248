import type { PeerMessage } from "../model/index.ts";
import type { ClientRequest, RequestId } from "./request.ts";

/** One service-protocol stream, numbered by the engine; never reused while the engine lives. */
export type StreamId = number;

/**
 * All that can happen to a running engine. The host gives each input with its time and entropy;
 * it may batch nothing and reorder nothing.
 */
export type Input =
  | { readonly _tag: "Request"; readonly request: RequestId; readonly body: ClientRequest }
  /** The client of a request has gone; its reply is no longer wanted. */
  | { readonly _tag: "RequestGone"; readonly request: RequestId }
  | {
      readonly _tag: "StreamHead";
      readonly stream: StreamId;
      readonly status: number;
      readonly contentType: string | null;
      /** Value of `x-restate-server`, or null. */
      readonly server: string | null;
      /** Value of `retry-after`, already in milliseconds from now, or null. */
      readonly retryAfterMs: number | null;
    }
  | { readonly _tag: "StreamBytes"; readonly stream: StreamId; readonly bytes: Uint8Array }
  /** The endpoint has ended its side in order. */
  | { readonly _tag: "StreamEnd"; readonly stream: StreamId }
  /** The stream broke or could not be opened; `message` says why. */
  | { readonly _tag: "StreamFailed"; readonly stream: StreamId; readonly message: string }
  /** Batch `sequence`, and so all before it, is durable. */
  | { readonly _tag: "BatchDurable"; readonly sequence: number }
  /** A batch could not be written; the engine stops, since memory is ahead of the truth. */
  | { readonly _tag: "BatchFailed"; readonly sequence: number; readonly message: string }
  /** A message of another partition; it is acknowledged by `Received`. */
  | {
      readonly _tag: "Message";
      readonly from: number;
      readonly sequence: number;
      readonly message: PeerMessage;
    }
  /** Another partition has durably taken our message `sequence`. */
  | { readonly _tag: "MessageTaken"; readonly by: number; readonly sequence: number }
  /** The clock has reached a time that was asked for by `Wake`. */
  | { readonly _tag: "Clock" }
  /** No new work is to be started: what runs may end, what waits is told to come again (503). */
  | { readonly _tag: "Drain" };

import type { Change, PeerMessage } from "../model/index.ts";
import type { StreamId } from "./input.ts";
import type { Reply, RequestId } from "./request.ts";

/** Where and how to open a service-protocol stream: all that the transport needs (1.2). */
export interface StreamTarget {
  /** Deployment URI, absolute, with a trailing slash. */
  readonly uri: string;
  readonly httpVersion: "HTTP/1.1" | "HTTP/2.0";
  /** Path below the URI, without a leading slash: `invoke/{service}/{handler}`. */
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

/**
 * All that an engine asks of its host, to be carried out in the order given. The host's duties:
 *
 * 1. `Append`: make the changes durable, all or none, and only then give back `BatchDurable`.
 *    At most one batch is under way at a time.
 * 2. `Open`, `Write`, `CloseWrite`, `Abort`, `Release`: work one stream, bytes in order.
 * 3. `Reply`: hand the reply to the client of that request; drop it if the client has gone.
 * 4. `Send`: carry a message to another partition, at least once, in order.
 * 5. `Wake`: give `Clock` once `atMs` has come; a later `Wake` replaces an earlier one.
 * 6. `Pressure`: while high, read from no endpoint and take no client's request body.
 * 7. `Halt`: stop feeding the engine; a new one recovers from what is durable.
 */
export type Output =
  | { readonly _tag: "Append"; readonly sequence: number; readonly changes: readonly Change[] }
  | { readonly _tag: "Open"; readonly stream: StreamId; readonly target: StreamTarget }
  | { readonly _tag: "Write"; readonly stream: StreamId; readonly bytes: Uint8Array }
  /** Half-close: nothing more will be written. */
  | { readonly _tag: "CloseWrite"; readonly stream: StreamId }
  /** Close at once, both ways; nothing of this stream is wanted any more. */
  | { readonly _tag: "Abort"; readonly stream: StreamId }
  /** The attempt is over; half-close, let the peer finish for at most 5 s, then close (1.2). */
  | { readonly _tag: "Release"; readonly stream: StreamId }
  | { readonly _tag: "Reply"; readonly request: RequestId; readonly reply: Reply }
  | {
      readonly _tag: "Send";
      readonly to: number;
      readonly sequence: number;
      readonly message: PeerMessage;
    }
  /** Tell partition `to` that its message `sequence` is durably taken here. */
  | { readonly _tag: "Received"; readonly to: number; readonly sequence: number }
  | { readonly _tag: "Wake"; readonly atMs: number }
  | { readonly _tag: "Pressure"; readonly high: boolean }
  /** Drained: no attempt, client or batch is left. */
  | { readonly _tag: "Drained" }
  | { readonly _tag: "Halt"; readonly reason: string };

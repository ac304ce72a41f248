import type { ResponseHeaders } from "./response-head.ts";

/** One opened HTTP stream, of either HTTP version, seen from the side that writes to it. */
export interface Wire {
  readonly write: (bytes: Uint8Array) => void;
  /** Ends our side, with a last chunk or none. */
  readonly end: (last: Uint8Array | null) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  /** Ends both sides at once: RST_STREAM with CANCEL, or the connection itself for HTTP/1.1. */
  readonly cancel: () => void;
  /** Bytes handed to `write` and not yet passed on to the endpoint. */
  readonly unsentBytes: () => number;
}

/** Who hears of an opened stream. `head` and `bytes` come before the one `ended` or `broken`. */
export interface WireListener {
  readonly head: (status: number, headers: ResponseHeaders, httpVersion: string) => void;
  readonly bytes: (bytes: Uint8Array) => void;
  /** The endpoint has ended its side in order; ours may still be open. */
  readonly ended: () => void;
  /** It ended in any other way; `reason` completes the sentence "the stream failed: …". */
  readonly broken: (reason: string) => void;
  /** Both sides are over and everything is freed; always the last call. */
  readonly closed: () => void;
}

/** A request as both HTTP versions take it. */
export interface WireRequest {
  /** A GET has no body: our side is ended with its headers. */
  readonly method: "GET" | "POST";
  readonly path: string;
  readonly headers: readonly (readonly [name: string, value: string])[];
}

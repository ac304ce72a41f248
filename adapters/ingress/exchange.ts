import type { BodyResult } from "./body.ts";

/** One request and its one answer on a connection of either HTTP version. */
export interface Exchange {
  readonly method: string;
  readonly url: string;
  /** Names and values by turns, in the order received; HTTP/2's begin with those with a colon. */
  readonly rawHeaders: readonly string[];
  /** What `content-length` says, or null. */
  readonly declaredBytes: number | null;
  readBody(onResult: (result: BodyResult) => void): void;
  /** Writes the whole answer. `last` asks the client to use no more of this connection. */
  write(status: number, headers: readonly string[], body: Uint8Array | string, last: boolean): void;
}

/** Whether an answer of this status has no body and says nothing of its length. */
export function isBodiless(status: number): boolean {
  return status === 204 || status === 304;
}

export function declaredBytes(contentLength: string | undefined): number | null {
  return contentLength === undefined ? null : Number(contentLength);
}

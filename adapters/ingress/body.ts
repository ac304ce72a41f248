import type { Readable } from "node:stream";

/** How reading a request's body ended. */
export type BodyResult =
  | { readonly _tag: "Body"; readonly bytes: Uint8Array }
  /** Longer than one body may be. */
  | { readonly _tag: "TooLong" }
  /** It would have exceeded what all bodies together may hold. */
  | { readonly _tag: "NoRoom" };

const EMPTY = new Uint8Array(0);
export const EMPTY_BODY: BodyResult = { _tag: "Body", bytes: EMPTY };

/** Bytes of bodies being received, over all connections; keeps them below a limit. */
export class BodyRoom {
  private readonly limit: number;
  private taken = 0;

  constructor(limitBytes: number) {
    this.limit = limitBytes;
  }

  take(bytes: number): boolean {
    if (this.taken + bytes > this.limit) return false;
    this.taken += bytes;
    return true;
  }

  give(bytes: number): void {
    this.taken -= bytes;
  }
}

/**
 * Collects a body of at most `maxBytes`; what comes after a refusal is read and dropped.
 * `onResult` is called once, or never if the stream closes before its end.
 */
export function collectBody(
  stream: Readable,
  maxBytes: number,
  room: BodyRoom,
  onResult: (result: BodyResult) => void,
): void {
  const chunks: Uint8Array[] = [];
  let size = 0;
  let open = true;

  function close(): void {
    if (!open) return;
    open = false;
    room.give(size);
    chunks.length = 0;
  }
  function refuse(result: BodyResult): void {
    close();
    onResult(result);
  }
  stream.on("data", (chunk: Uint8Array) => {
    if (!open) return;
    if (size + chunk.length > maxBytes) return refuse({ _tag: "TooLong" });
    if (!room.take(chunk.length)) return refuse({ _tag: "NoRoom" });
    size += chunk.length;
    chunks.push(chunk);
  });
  stream.on("end", () => {
    if (!open) return;
    const bytes = joined(chunks, size);
    close();
    onResult({ _tag: "Body", bytes });
  });
  stream.on("close", close);
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const [first = EMPTY] = chunks;
  return chunks.length <= 1 ? first : Buffer.concat(chunks, size);
}

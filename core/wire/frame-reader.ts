import { copyBytes } from "./bytes.ts";
import { DEFAULT_MAX_MESSAGE_BYTES, FRAME_HEADER_BYTES, type Frame } from "./frame.ts";

/** Why a byte stream is not a sequence of frames, in one sentence for the one who sent it. */
export interface FrameError {
  readonly _tag: "FrameError";
  readonly reason: string;
}

const NOTHING: Uint8Array = new Uint8Array(0);

/**
 * Cuts a stream of byte chunks into frames (wire facts 1.3).
 * Exists because chunks and frames share no borders. Each frame has its payload for itself, so
 * that it can be kept and the chunk let go; bytes are copied once, and a constant number of times
 * when a frame spans chunks. A length over the limit is an error as soon as its header is in; an
 * error is for ever.
 *
 * After each `push`, call `next` until it gives null: then never more than one unfinished frame
 * is held here.
 */
export class FrameReader {
  private readonly maxMessageBytes: number;
  private buffer: Uint8Array = NOTHING;
  private start = 0;
  private stop = 0;
  private error: FrameError | null = null;

  constructor(maxMessageBytes: number = DEFAULT_MAX_MESSAGE_BYTES) {
    this.maxMessageBytes = maxMessageBytes;
  }

  /** Bytes held back until the rest of their frame comes. */
  get pendingBytes(): number {
    return this.stop - this.start;
  }

  /** Takes the next chunk, which the caller no longer changes. */
  push(chunk: Uint8Array): void {
    if (this.error !== null || chunk.length === 0) return;
    if (this.start === this.stop) {
      this.buffer = chunk;
      this.start = 0;
      this.stop = chunk.length;
      return;
    }
    this.append(chunk);
  }

  /** The next whole frame, null when more bytes are needed, or what is wrong with the stream. */
  next(): Frame | FrameError | null {
    if (this.error !== null) return this.error;
    if (this.pendingBytes < FRAME_HEADER_BYTES) return null;
    const at = this.start;
    const length = this.payloadLength(at);
    const type = this.uint16(at);
    if (length > this.maxMessageBytes) return this.refuseLength(type, length);
    const payloadStart = at + FRAME_HEADER_BYTES;
    if (this.stop - payloadStart < length) return null;
    this.start = payloadStart + length;
    const payload = copyBytes(this.buffer, payloadStart, this.start);
    return { _tag: "Frame", type, flags: this.uint16(at + 2), payload };
  }

  /** Says what is wrong with the stream ending here: the error, a torn frame, or null. */
  end(): FrameError | null {
    if (this.error !== null) return this.error;
    const pending = this.pendingBytes;
    if (pending === 0) return null;
    if (pending < FRAME_HEADER_BYTES) {
      return this.fail(`the stream ended inside a frame header, after ${pending} of 8 bytes`);
    }
    const type = hex16(this.uint16(this.start));
    const length = this.payloadLength(this.start);
    const got = pending - FRAME_HEADER_BYTES;
    return this.fail(
      `the stream ended inside a frame of type ${type}, after ${got} of ${length} payload bytes`,
    );
  }

  private append(chunk: Uint8Array): void {
    const needed = this.pendingBytes + chunk.length;
    if (this.stop + chunk.length > this.buffer.length) {
      const grown = new Uint8Array(Math.max(needed, this.roomAhead()));
      grown.set(this.buffer.subarray(this.start, this.stop));
      this.buffer = grown;
      this.stop = this.pendingBytes;
      this.start = 0;
    }
    this.buffer.set(chunk, this.stop);
    this.stop += chunk.length;
  }

  /** Doubling keeps the copying linear; the frame's own length, once known, ends it. */
  private roomAhead(): number {
    const doubled = this.pendingBytes * 2;
    if (this.pendingBytes < FRAME_HEADER_BYTES) return doubled;
    const frameBytes = FRAME_HEADER_BYTES + this.payloadLength(this.start);
    return frameBytes <= this.pendingBytes ? doubled : Math.min(doubled, frameBytes);
  }

  private refuseLength(type: number, length: number): FrameError {
    return this.fail(
      `a frame of type ${hex16(type)} claims ${length} payload bytes, ` +
        `the limit is ${this.maxMessageBytes}`,
    );
  }

  private fail(reason: string): FrameError {
    this.error = { _tag: "FrameError", reason };
    this.buffer = NOTHING;
    this.start = 0;
    this.stop = 0;
    return this.error;
  }

  private uint16(at: number): number {
    return ((this.buffer[at] ?? 0) << 8) | (this.buffer[at + 1] ?? 0);
  }

  private payloadLength(at: number): number {
    return this.uint16(at + 4) * 0x1_0000 + this.uint16(at + 6);
  }
}

function hex16(value: number): string {
  return `0x${value.toString(16).padStart(4, "0")}`;
}

/** Bytes that a new sink has room for; a batch of a few invocations fits. */
const FIRST_BYTES = 4_096;

/** The longest LEB128 of a number below 2^53. */
const NUMBER_BYTES = 8;

/** Bytes written one after the other, behind room for a header. */
export class ByteSink {
  private buffer = Buffer.allocUnsafe(FIRST_BYTES);
  private at: number;

  constructor(headerBytes: number) {
    this.at = headerBytes;
    this.buffer.fill(0, 0, headerBytes);
  }

  byte(value: number): void {
    this.room(1);
    this.buffer[this.at++] = value;
  }

  /** A whole number from 0 on, as LEB128. */
  number(value: number): void {
    this.room(NUMBER_BYTES);
    let rest = value;
    while (rest > 127) {
      this.buffer[this.at++] = (rest % 128) | 128;
      rest = Math.floor(rest / 128);
    }
    this.buffer[this.at++] = rest;
  }

  /** UTF-8 behind its number of bytes. */
  text(text: string): void {
    const length = Buffer.byteLength(text);
    this.number(length);
    this.room(length);
    this.buffer.write(text, this.at, length, "utf8");
    this.at += length;
  }

  /** Copies the bytes; gives where they begin. */
  bytes(bytes: Uint8Array): number {
    this.room(bytes.byteLength);
    const start = this.at;
    this.buffer.set(bytes, start);
    this.at += bytes.byteLength;
    return start;
  }

  /** All that was written; the sink is not to be used any more. */
  take(): Buffer {
    return this.buffer.subarray(0, this.at);
  }

  private room(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.buffer.byteLength) return;
    const larger = Buffer.allocUnsafe(Math.max(needed, this.buffer.byteLength * 2));
    this.buffer.copy(larger, 0, 0, this.at);
    this.buffer = larger;
  }
}

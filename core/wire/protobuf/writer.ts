import { MAX_UTF8_BYTES_PER_UNIT, writeUtf8 } from "../utf8.ts";
import { WireType } from "./wire-type.ts";

const INITIAL_CAPACITY_BYTES = 512;

/** A buffer larger than this is not kept for the next message. */
const KEPT_CAPACITY_BYTES = 1 << 16;

/**
 * Writes proto3 fields into one growing buffer; `take` copies out exactly what was written.
 * Exists because every message crosses the wire here: one buffer is reused for all of them and
 * nested messages are written in place, so nothing is allocated per field.
 *
 * `x` writes nothing for the default value (plain proto3 fields); `xAlways` writes it too
 * (optional fields and members of a oneof, whose presence means something).
 */
export class Writer {
  private buffer = new Uint8Array(INITIAL_CAPACITY_BYTES);
  private at = 0;

  /** Bytes written so far. */
  get length(): number {
    return this.at;
  }

  /** Forgets what was written; the buffer stays, unless one large message had swollen it. */
  reset(): void {
    this.at = 0;
    if (this.buffer.length > KEPT_CAPACITY_BYTES) {
      this.buffer = new Uint8Array(INITIAL_CAPACITY_BYTES);
    }
  }

  /** A copy of what was written; afterwards the writer is empty. */
  take(): Uint8Array {
    const bytes = this.buffer.slice(0, this.at);
    this.reset();
    return bytes;
  }

  uint32(field: number, value: number): void {
    if (value !== 0) this.uint32Always(field, value);
  }

  uint32Always(field: number, value: number): void {
    this.reserve(10);
    this.tag(field, WireType.Varint);
    this.varint(value >>> 0);
  }

  /** A u64 that our side holds as a safe integer, such as a time in ms. */
  uint64(field: number, value: number): void {
    if (value !== 0) this.uint64Always(field, value);
  }

  uint64Always(field: number, value: number): void {
    this.reserve(15);
    this.tag(field, WireType.Varint);
    let rest = value;
    while (rest > 0xffff_ffff) {
      this.buffer[this.at++] = (rest % 128) | 0x80;
      rest = Math.floor(rest / 128);
    }
    this.varint(rest);
  }

  /** A u64 that uses all its bits, such as a seed. */
  uint64Bits(field: number, value: bigint): void {
    if (value === 0n) return;
    this.reserve(15);
    this.tag(field, WireType.Varint);
    let low = Number(BigInt.asUintN(32, value));
    let high = Number(BigInt.asUintN(32, value >> 32n));
    while (high !== 0) {
      this.buffer[this.at++] = (low & 0x7f) | 0x80;
      low = ((low >>> 7) | (high << 25)) >>> 0;
      high >>>= 7;
    }
    this.varint(low);
  }

  bool(field: number, value: boolean): void {
    if (value) this.uint32Always(field, 1);
  }

  bytes(field: number, value: Uint8Array): void {
    if (value.length > 0) this.bytesAlways(field, value);
  }

  bytesAlways(field: number, value: Uint8Array): void {
    this.reserve(10 + value.length);
    this.tag(field, WireType.LengthDelimited);
    this.varint(value.length);
    this.raw(value);
  }

  string(field: number, value: string): void {
    if (value.length > 0) this.stringAlways(field, value);
  }

  stringAlways(field: number, value: string): void {
    // One pass: most texts are short, so the length is taken to fit one byte and put in after.
    this.reserve(10 + MAX_UTF8_BYTES_PER_UNIT * value.length);
    this.tag(field, WireType.LengthDelimited);
    const start = ++this.at;
    this.at = writeUtf8(value, this.buffer, start);
    this.end(start);
  }

  /** Packed repeated u32; nothing when the list is empty. */
  packedUint32(field: number, values: readonly number[]): void {
    if (values.length === 0) return;
    const start = this.begin(field);
    this.reserve(5 * values.length);
    for (const value of values) this.varint(value >>> 0);
    this.end(start);
  }

  /** A message of one bytes field numbered 1, such as Value: sized beforehand, copied once. */
  bytesMessage(field: number, content: Uint8Array): void {
    const inner = content.length === 0 ? 0 : 1 + varintLength(content.length) + content.length;
    this.reserve(10 + inner);
    this.tag(field, WireType.LengthDelimited);
    this.varint(inner);
    if (inner > 0) {
      this.tag(1, WireType.LengthDelimited);
      this.varint(content.length);
      this.raw(content);
    }
  }

  /** Opens a nested message; hand what it returns to `end`. */
  begin(field: number): number {
    this.reserve(10);
    this.tag(field, WireType.LengthDelimited);
    return ++this.at;
  }

  /** Closes a nested message: its length goes before it, moving it when one byte is too few. */
  end(start: number): void {
    const length = this.at - start;
    if (length < 0x80) {
      this.buffer[start - 1] = length;
      return;
    }
    const shift = varintLength(length) - 1;
    this.reserve(shift);
    this.buffer.copyWithin(start + shift, start, this.at);
    this.at = start - 1;
    this.varint(length);
    this.at += length;
  }

  /** Leaves eight bytes for a frame header, to be filled in by `endFrame`. */
  beginFrame(): number {
    this.reserve(8);
    this.at += 8;
    return this.at;
  }

  /** Fills in the frame header before `start` (wire facts 1.3). */
  endFrame(start: number, type: number, flags: number): void {
    writeFrameHeader(this.buffer, start - 8, type, flags, this.at - start);
  }

  private tag(field: number, wireType: number): void {
    const tag = (field << 3) | wireType;
    if (tag < 0x80) this.buffer[this.at++] = tag;
    else this.varint(tag);
  }

  private varint(value: number): void {
    let rest = value;
    while (rest >= 0x80) {
      this.buffer[this.at++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.at++] = rest;
  }

  private raw(value: Uint8Array): void {
    this.buffer.set(value, this.at);
    this.at += value.length;
  }

  private reserve(bytes: number): void {
    const needed = this.at + bytes;
    if (needed <= this.buffer.length) return;
    const grown = new Uint8Array(Math.max(needed, this.buffer.length * 2));
    grown.set(this.buffer.subarray(0, this.at));
    this.buffer = grown;
  }
}

/**
 * Writes the eight bytes before every payload: u16 type, u16 flags, u32 length, big endian
 * (wire facts 1.3). Exists so that the two frame writers agree.
 */
export function writeFrameHeader(
  target: Uint8Array,
  offset: number,
  type: number,
  flags: number,
  length: number,
): void {
  target[offset] = type >>> 8;
  target[offset + 1] = type;
  target[offset + 2] = flags >>> 8;
  target[offset + 3] = flags;
  target[offset + 4] = length >>> 24;
  target[offset + 5] = length >>> 16;
  target[offset + 6] = length >>> 8;
  target[offset + 7] = length;
}

function varintLength(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x20_0000) return 3;
  return value < 0x1000_0000 ? 4 : 5;
}

import { copyBytes, MOST_BYTES_INLINE } from "../bytes.ts";
import { decodeUtf8Range } from "../utf8.ts";
import { WireType } from "./wire-type.ts";

/**
 * The most repeated elements one message may hold, over all its fields and nested messages.
 * An element may take two bytes on the wire and fifty in memory: without the limit a 32 MiB frame
 * could take gigabytes.
 */
export const MAX_REPEATED_ELEMENTS = 1 << 20;

/**
 * Reads proto3 fields one after the other; a failure is a state, not an exception.
 * Exists so that whatever an endpoint sends ends in a message or in one sentence that names the
 * field: after the first failure `nextField` is false, reads give defaults, `failure` says why.
 *
 * Loop: `while (r.nextField()) switch (r.field) { case 1: x = r.uint32("x"); break;
 * default: r.skip(); }`. Bytes may be views of the input.
 */
export class Reader {
  /** Number of the field that `nextField` stands at. */
  field = 0;
  /** Why reading failed, or null as long as it has not. */
  failure: string | null = null;
  /** The failure is one of depth: the message may be well formed. */
  tooDeep = false;

  private readonly input: Uint8Array;
  private at = 0;
  private limit: number;
  private wireType = 0;
  private elements = 0;

  constructor(input: Uint8Array) {
    this.input = input;
    this.limit = input.length;
  }

  /** Steps to the next field; false at the end of the message or after a failure. */
  nextField(): boolean {
    if (this.at >= this.limit || this.failure !== null) return false;
    const tag = this.varint32("field tag");
    if (this.failure !== null) return false;
    this.field = tag >>> 3;
    this.wireType = tag & 7;
    if (this.field === 0) return this.stop("field tag", "field number 0 does not exist");
    return true;
  }

  /** Passes over a field that this version does not know. */
  skip(): void {
    const name = `field ${this.field}`;
    if (this.wireType === WireType.Varint) this.varint(name);
    else if (this.wireType === WireType.LengthDelimited) this.advance(name, this.varint32(name));
    else if (this.wireType === WireType.Fixed64) this.advance(name, 8);
    else if (this.wireType === WireType.Fixed32) this.advance(name, 4);
    else this.stop(name, `wire type ${this.wireType} is not used in proto3`);
  }

  uint32(name: string): number {
    return this.expect(name, WireType.Varint) ? this.varint32(name) : 0;
  }

  /** A u64 that our side holds as a number; failure above 2^53 - 1. */
  uint64(name: string): number {
    if (!this.expect(name, WireType.Varint)) return 0;
    const value = this.varint(name);
    if (value <= Number.MAX_SAFE_INTEGER) return value;
    this.stop(name, "is larger than 2^53 - 1");
    return 0;
  }

  /** A u64 with all its bits. */
  uint64Bits(name: string): bigint {
    if (!this.expect(name, WireType.Varint)) return 0n;
    const start = this.at;
    this.varint(name);
    if (this.failure !== null) return 0n;
    let low = 0;
    let high = 0;
    for (let i = start, shift = 0; i < this.at; i++, shift += 7) {
      const bits = (this.input[i] ?? 0) & 0x7f;
      if (shift < 32) low |= bits << shift;
      if (shift > 24) high |= shift < 32 ? bits >>> (32 - shift) : bits << (shift - 32);
    }
    return (BigInt(high >>> 0) << 32n) | BigInt(low >>> 0);
  }

  /** The number of an enum case; proto3 enums are open, so any number may come. */
  enumeration(name: string): number {
    return this.expect(name, WireType.Varint) ? this.varint(name) : 0;
  }

  bool(name: string): boolean {
    return this.expect(name, WireType.Varint) && this.varint(name) !== 0;
  }

  /** A view of the input, or a copy where that is as quick; not to be changed. */
  bytes(name: string): Uint8Array {
    const end = this.delimited(name);
    const start = this.at;
    this.at = end;
    return end - start > MOST_BYTES_INLINE
      ? this.input.subarray(start, end)
      : copyBytes(this.input, start, end);
  }

  string(name: string): string {
    const end = this.delimited(name);
    const text = decodeUtf8Range(this.input, this.at, end);
    this.at = end;
    if (text !== null) return text;
    this.stop(name, "is not valid UTF-8");
    return "";
  }

  /** One more of a repeated u32, packed or not, appended to `into`. */
  uint32s(name: string, into: number[]): void {
    if (this.wireType === WireType.Varint) {
      if (this.countElement(name)) into.push(this.varint32(name));
      return;
    }
    const end = this.delimited(name);
    const outer = this.limit;
    this.limit = end;
    while (this.at < end && this.countElement(name)) {
      const value = this.varint32(name);
      if (this.failure === null) into.push(value);
    }
    this.limit = outer;
  }

  /** Goes into a nested message; hand what it returns to `leave`. */
  enter(name: string): number {
    const end = this.delimited(name);
    const outer = this.limit;
    this.limit = end;
    return outer;
  }

  /** Comes back from a nested message that was read to its end. */
  leave(outer: number): void {
    this.limit = outer;
  }

  /** Counts one more repeated element; false (and a failure) above the limit. */
  countElement(name: string): boolean {
    if (this.failure !== null) return false;
    if (++this.elements <= MAX_REPEATED_ELEMENTS) return true;
    return this.stop(name, `the message has more than ${MAX_REPEATED_ELEMENTS} repeated elements`);
  }

  /** Records a failure of the message's meaning; null, so that a decoder can return it. */
  refuse(name: string, problem: string): null {
    this.stop(name, problem);
    return null;
  }

  /** Records that the message is nested deeper than is taken here. */
  refuseDepth(name: string, problem: string): void {
    this.tooDeep ||= this.failure === null;
    this.stop(name, problem);
  }

  private stop(name: string, problem: string): false {
    this.failure ??= `${name}: ${problem} (at byte ${this.at})`;
    return false;
  }

  private expect(name: string, wireType: number): boolean {
    if (this.wireType === wireType) return true;
    return this.stop(name, `has wire type ${this.wireType}, expected ${wireType}`);
  }

  /** The end of the length-delimited field here, or the current place after a failure. */
  private delimited(name: string): number {
    if (!this.expect(name, WireType.LengthDelimited)) return this.at;
    const length = this.varint32(name);
    if (this.failure !== null) return this.at;
    if (length <= this.limit - this.at) return this.at + length;
    this.stop(name, `claims ${length} bytes, ${this.limit - this.at} are left`);
    return this.at;
  }

  private advance(name: string, bytes: number): void {
    if (this.failure !== null) return;
    if (bytes <= this.limit - this.at) this.at += bytes;
    else this.stop(name, `claims ${bytes} bytes, ${this.limit - this.at} are left`);
  }

  private varint32(name: string): number {
    const first = this.input[this.at] ?? 0x80;
    if (first < 0x80 && this.at < this.limit) {
      this.at++;
      return first;
    }
    const value = this.varint(name);
    if (value <= 0xffff_ffff) return value;
    this.stop(name, "does not fit in 32 bits");
    return 0;
  }

  /** Exact up to 2^53; above that rounded, which is enough to see that it is too large. */
  private varint(name: string): number {
    let value = 0;
    let scale = 1;
    for (let i = 0; i < 10; i++) {
      if (this.at >= this.limit) {
        this.stop(name, "ends in the middle of a varint");
        return 0;
      }
      const byte = this.input[this.at++] ?? 0;
      if (i === 9 && byte > 1) break;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
    this.stop(name, "varint is longer than 64 bits");
    return 0;
  }
}

import { describe, expect, it } from "vitest";
import { Writer } from "./writer.ts";

function write(fill: (writer: Writer) => void): number[] {
  const writer = new Writer();
  fill(writer);
  return [...writer.take()];
}

describe("Writer", () => {
  it("leaves default values out unless told otherwise", () => {
    const nothing = write((writer) => {
      writer.uint32(1, 0);
      writer.uint64(2, 0);
      writer.uint64Bits(3, 0n);
      writer.bool(4, false);
      writer.bytes(5, new Uint8Array(0));
      writer.string(6, "");
      writer.packedUint32(7, []);
    });
    expect(nothing).toEqual([]);
    const always = write((writer) => {
      writer.uint32Always(1, 0);
      writer.uint64Always(2, 0);
      writer.bytesAlways(5, new Uint8Array(0));
      writer.stringAlways(6, "");
    });
    expect(always).toEqual([0x08, 0, 0x10, 0, 0x2a, 0, 0x32, 0]);
  });

  it.each([
    [1, [0x08, 1]],
    [300, [0x08, 0xac, 0x02]],
    [0xffff_ffff, [0x08, 0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])("writes the u32 %d", (value, bytes) => {
    expect(write((writer) => writer.uint32(1, value))).toEqual(bytes);
    expect(write((writer) => writer.uint64(1, value))).toEqual(bytes);
    expect(write((writer) => writer.uint64Bits(1, BigInt(value)))).toEqual(bytes);
  });

  it("writes a time in ms and a full u64", () => {
    const time = [0x08, 0x80, 0xd0, 0x95, 0xff, 0xbc, 0x31];
    expect(write((writer) => writer.uint64(1, 1_700_000_000_000))).toEqual(time);
    expect(write((writer) => writer.uint64Bits(1, 2n ** 64n - 1n))).toEqual([
      0x08,
      ...new Array<number>(9).fill(0xff),
      0x01,
    ]);
  });

  it("writes fields above 15 with a tag of two bytes", () => {
    expect(write((writer) => writer.uint32(16, 1))).toEqual([0x80, 0x01, 1]);
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 300_000])("nests %d bytes", (length) => {
    const content = new Uint8Array(length).fill(7);
    const bytes = write((writer) => {
      const start = writer.begin(4);
      writer.bytes(1, content);
      writer.end(start);
      writer.uint32(5, 1);
    });
    const direct = write((writer) => {
      writer.bytesMessage(4, content);
      writer.uint32(5, 1);
    });
    expect(Buffer.compare(Buffer.from(bytes), Buffer.from(direct))).toBe(0);
    expect(bytes.slice(-2)).toEqual([0x28, 1]);
  });

  it.each([127, 128, 20_000])("writes text of %d units", (length) => {
    const bytes = write((writer) => writer.string(1, "ü".repeat(length)));
    expect(Buffer.from(bytes.slice(-2 * length)).toString()).toBe("ü".repeat(length));
    expect(write((writer) => writer.bytes(1, Buffer.from("ü".repeat(length))))).toEqual(bytes);
  });

  it("hands out copies and starts anew", () => {
    const writer = new Writer();
    writer.uint32(1, 5);
    const first = writer.take();
    expect(writer.length).toBe(0);
    writer.uint32(1, 6);
    expect([...first]).toEqual([0x08, 5]);
    expect([...writer.take()]).toEqual([0x08, 6]);
  });
});

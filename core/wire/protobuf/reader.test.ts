import { describe, expect, it } from "vitest";
import { MAX_REPEATED_ELEMENTS, Reader } from "./reader.ts";
import { Writer } from "./writer.ts";

/** Reads one field with `read` and gives the value and the failure. */
function readOne<T>(bytes: readonly number[], read: (reader: Reader) => T): [T, string | null] {
  const reader = new Reader(Uint8Array.from(bytes));
  expect(reader.nextField()).toBe(true);
  return [read(reader), reader.failure];
}

describe("Reader", () => {
  it.each([
    [[0x08, 0x00], 0],
    [[0x08, 0x7f], 127],
    [[0x08, 0x80, 0x01], 128],
    [[0x08, 0xff, 0xff, 0xff, 0xff, 0x0f], 0xffff_ffff],
    [[0x08, 0x81, 0x80, 0x00], 1],
  ])("reads the u32 %j", (bytes, value) => {
    expect(readOne(bytes, (reader) => reader.uint32("n"))).toEqual([value, null]);
  });

  it("reads u64 up to 2^53 - 1 as a number and names the field above it", () => {
    const safe = new Writer();
    safe.uint64(1, Number.MAX_SAFE_INTEGER);
    expect(readOne([...safe.take()], (reader) => reader.uint64("at"))).toEqual([2 ** 53 - 1, null]);
    const above = new Writer();
    above.uint64Bits(1, 2n ** 53n);
    expect(readOne([...above.take()], (reader) => reader.uint64("at"))[1]).toBe(
      "at: is larger than 2^53 - 1 (at byte 9)",
    );
  });

  it.each([0n, 1n, 127n, 128n, 2n ** 31n, 2n ** 32n, 2n ** 35n, 2n ** 63n, 2n ** 64n - 1n])(
    "keeps all bits of the u64 %s",
    (value) => {
      const writer = new Writer();
      writer.uint32Always(2, 0);
      writer.uint64Bits(1, value);
      const reader = new Reader(writer.take());
      reader.nextField();
      reader.skip();
      expect(reader.nextField() ? reader.uint64Bits("seed") : 0n).toBe(value);
      expect(reader.failure).toBeNull();
    },
  );

  it.each([
    ["u32 of 33 bits", [0x08, 0x80, 0x80, 0x80, 0x80, 0x10], "does not fit in 32 bits"],
    ["varint of 65 bits", [0x08, ...new Array<number>(9).fill(0xff), 0x02], "longer than 64 bits"],
    ["varint of 11 bytes", [0x08, ...new Array<number>(10).fill(0x80), 0], "longer than 64 bits"],
    ["torn varint", [0x08, 0x80], "ends in the middle of a varint"],
    ["wrong wire type", [0x0a, 0x00], "has wire type 2, expected 0"],
  ])("refuses a %s", (_, bytes, problem) => {
    expect(readOne(bytes, (reader) => reader.uint32("n"))[1]).toContain(`n: `);
    expect(readOne(bytes, (reader) => reader.uint32("n"))[1]).toContain(problem);
  });

  it("refuses bytes that go beyond the message", () => {
    expect(readOne([0x0a, 0x03, 1, 2], (reader) => reader.bytes("value"))[1]).toBe(
      "value: claims 3 bytes, 2 are left (at byte 2)",
    );
    // The inner field claims a byte that belongs to the outer message.
    const [, failure] = readOne([0x0a, 0x03, 0x0a, 0x02, 0x61, 0x61], (reader) => {
      const outer = reader.enter("inner");
      reader.nextField();
      reader.bytes("inner.value");
      reader.leave(outer);
    });
    expect(failure).toBe("inner.value: claims 2 bytes, 1 are left (at byte 4)");
  });

  it("does not read a number on into the outer message", () => {
    const [, failure] = readOne([0x0a, 0x01, 0x08, 0x05], (reader) => {
      const outer = reader.enter("inner");
      reader.nextField();
      reader.uint32("inner.n");
      reader.leave(outer);
    });
    expect(failure).toBe("inner.n: ends in the middle of a varint (at byte 3)");
  });

  it("refuses text that is not UTF-8", () => {
    expect(readOne([0x0a, 0x01, 0xff], (reader) => reader.string("key"))[1]).toContain(
      "key: is not valid UTF-8",
    );
  });

  it("skips unknown varints, fixed and delimited fields; refuses groups", () => {
    const known = [0x10, 0x05];
    const unknown = [
      [0x08, 0x80, 0x01],
      [0x09, 1, 2, 3, 4, 5, 6, 7, 8],
      [0x0a, 2, 9, 9],
    ];
    for (const field of [...unknown, [0x0d, 1, 2, 3, 4]]) {
      const reader = new Reader(Uint8Array.from([...field, ...known]));
      reader.nextField();
      reader.skip();
      expect(reader.nextField() && reader.uint32("n")).toBe(5);
    }
    for (const wireType of [3, 4, 6, 7]) {
      expect(readOne([0x08 | wireType], (reader) => reader.skip())[1]).toContain(
        `field 1: wire type ${wireType} is not used in proto3`,
      );
    }
    for (const field of [
      [0x09, 1],
      [0x0d, 1],
      [0x0a, 5],
    ]) {
      expect(readOne(field, (reader) => reader.skip())[1]).toContain("claims");
    }
  });

  it("refuses field number 0", () => {
    const reader = new Reader(Uint8Array.of(0x00, 0x01));
    expect(reader.nextField()).toBe(false);
    expect(reader.failure).toContain("field number 0");
  });

  it("reads repeated u32 packed and unpacked", () => {
    const into: number[] = [];
    const reader = new Reader(Uint8Array.of(0x0a, 3, 1, 0x80, 0x01, 0x08, 7));
    while (reader.nextField()) reader.uint32s("ids", into);
    expect(into).toEqual([1, 128, 7]);
    expect(reader.failure).toBeNull();
  });

  it("bounds the repeated elements of one message", () => {
    const writer = new Writer();
    writer.packedUint32(1, new Array<number>(MAX_REPEATED_ELEMENTS).fill(1));
    const full = writer.take();
    const into: number[] = [];
    const fits = new Reader(full);
    while (fits.nextField()) fits.uint32s("ids", into);
    expect([into.length, fits.failure]).toEqual([MAX_REPEATED_ELEMENTS, null]);
    const over = new Reader(Uint8Array.from([...full, 0x08, 1]));
    while (over.nextField()) over.uint32s("ids", into);
    expect(over.failure).toContain(`more than ${MAX_REPEATED_ELEMENTS} repeated elements`);
  });

  it("stops for good at the first failure", () => {
    const reader = new Reader(Uint8Array.of(0x08, 0x80, 0x80, 0x80, 0x80, 0x10, 0x10, 0x01));
    reader.nextField();
    reader.uint32("first");
    expect(reader.nextField()).toBe(false);
    reader.refuse("second", "comes later");
    expect(reader.failure).toContain("first: ");
  });
});

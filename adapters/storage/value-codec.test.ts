import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeValue, encodeValue } from "./value-codec.ts";

/** Plain data, deeper and stranger than any value of core. */
const plain = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    fc.constant(null),
    fc.boolean(),
    fc.integer(),
    fc.maxSafeInteger(),
    fc.double({ noNaN: true }).map((number) => (number === 0 ? 0 : number)),
    fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
    fc.string({ unit: "binary" }),
    fc.uint8Array({ maxLength: 300 }),
    fc.array(tie("value"), { maxLength: 20 }),
    fc.dictionary(
      fc.string().filter((key) => key !== "__proto__"),
      tie("value"),
      { maxKeys: 20, noNullPrototype: true },
    ),
  ),
})).value;

describe("value codec", () => {
  it("gives back exactly what it was given", () => {
    fc.assert(
      fc.property(plain, (value) => {
        expect(decodeValue(encodeValue(value))).toStrictEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  it("gives back objects whose keys are names of methods", () => {
    const value = { constructor: "a", toJSON: "b", hasOwnProperty: "c", length: 1, valueOf: null };
    expect(decodeValue(encodeValue(value))).toStrictEqual(value);
  });

  it("renames the one key that an object cannot safely be given", () => {
    const value: unknown = JSON.parse('{"__proto__":"x"}');
    expect(decodeValue(encodeValue(value))).toStrictEqual({ ["__proto_"]: "x" });
  });

  it("reads bytes as plain byte arrays, which copy when sliced", () => {
    const stored = Buffer.from(encodeValue({ bytes: new Uint8Array([1, 2, 3]) }));
    const { bytes } = decodeValue(stored) as { bytes: Uint8Array };
    expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
    bytes.slice()[0] = 9;
    expect([...bytes]).toEqual([1, 2, 3]);
  });

  it("keeps encodings apart from one another", () => {
    const first = encodeValue({ a: "x".repeat(5_000) });
    const copy = Buffer.from(first);
    for (let i = 0; i < 50; i++) encodeValue({ b: "y".repeat(1_000) });
    expect(copy.equals(first)).toBe(true);
  });

  it("does not read bytes in which any one bit has changed", () => {
    const stored = Buffer.from(encodeValue({ _tag: "Invoked", epoch: 7, payload: null }));
    fc.assert(
      fc.property(fc.nat(stored.length * 8 - 1), (bit) => {
        const damaged = Buffer.from(stored);
        damaged.writeUInt8(damaged.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3);
        expect(() => decodeValue(damaged)).toThrow(/damaged/);
      }),
    );
  });

  it("does not read bytes that are cut short, and says so", () => {
    const stored = encodeValue("some text");
    for (let length = 0; length < stored.length; length++) {
      expect(() => decodeValue(stored.subarray(0, length))).toThrow(/no bytes|cut short|damaged/);
    }
  });

  it("names a version it does not know", () => {
    const later = Buffer.from(encodeValue(1));
    later[0] = 9;
    expect(() => decodeValue(later)).toThrow(/encoding version 9, this release knows 1/);
  });

  it("refuses an integer that 64 bits cannot hold", () => {
    expect(() => encodeValue(2n ** 64n)).toThrow(RangeError);
  });
});

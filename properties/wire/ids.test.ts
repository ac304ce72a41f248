import {
  deriveEntropy,
  drawUint32,
  type Entropy,
  formatAwakeableId,
  formatInvocationId,
  invocationIdBytes,
  invocationIdFromBytes,
  invocationIdFromHex,
  isLegacyAwakeableId,
  makeDeploymentId,
  parseAwakeableId,
  parseDeploymentId,
  parseInvocationId,
  partitionKeyOf,
  ulidBytes,
} from "@holdfast/core";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fixedRuns, invocationId, uint32 } from "./arbitraries.ts";

const entropy: fc.Arbitrary<Entropy> = fc.tuple(uint32, uint32, uint32, uint32);
const nowMs = fc.nat({ max: 2 ** 48 - 1 });

const LETTERS = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

/** The rule of wire facts 1.10, said again with big integers. */
function base62(raw: Uint8Array, digits: number): string {
  let rest = BigInt(`0x${Buffer.from(raw.toReversed()).toString("hex")}`);
  let out = "";
  for (let i = 0; i < digits; i++, rest /= 62n) out = LETTERS.charAt(Number(rest % 62n)) + out;
  return out;
}

/** Texts of which some are right, and most nearly so. */
function nearly(right: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const letter = fc.constantFrom("0", "a", "A", "g", "G", "_", "-", "=", "/", "é");
  return fc.oneof(
    right,
    fc.tuple(right, fc.nat({ max: 60 }), letter).map(([text, at, letter]) => {
      const place = Math.min(at, text.length);
      return text.slice(0, place) + letter + text.slice(place + 1);
    }),
    fc.tuple(right, letter).map(([text, letter]) => text + letter),
    right.map((text) => text.slice(1)),
    right.map((text) => text.slice(0, -1)),
  );
}

describe("invocation ids", () => {
  it("come back from text and bytes", () => {
    fc.assert(
      fc.property(invocationId, (id) => {
        const text = formatInvocationId(id);
        expect(text).toMatch(/^inv_1[0-9a-zA-Z]{33}$/);
        expect(parseInvocationId(text)).toBe(id);
        expect(invocationIdFromBytes(invocationIdBytes(id))).toBe(id);
      }),
      fixedRuns(1000),
    );
  });

  it("order as their bytes do, partition key first", () => {
    fc.assert(
      fc.property(invocationId, invocationId, (a, b) => {
        const byBytes = Buffer.compare(invocationIdBytes(a), invocationIdBytes(b));
        expect(a < b ? -1 : a > b ? 1 : 0).toBe(byBytes);
        expect(a < b || partitionKeyOf(a) >= partitionKeyOf(b)).toBe(true);
      }),
      fixedRuns(),
    );
  });

  it("have one text: what parses is what would be written", () => {
    const letter = fc.constantFrom(...LETTERS.split(""));
    const body = fc.array(letter, { minLength: 33, maxLength: 33 }).map((all) => all.join(""));
    fc.assert(
      fc.property(body, (letters) => {
        const id = parseInvocationId(`inv_1${letters}`);
        expect(id === null || formatInvocationId(id) === `inv_1${letters}`).toBe(true);
      }),
      fixedRuns(2000),
    );
  });

  it("agree with arithmetic on big integers", () => {
    fc.assert(
      fc.property(invocationId, (id) => {
        const raw = invocationIdBytes(id);
        const expected = `inv_1${base62(raw.subarray(0, 8), 11)}${base62(raw.subarray(8), 22)}`;
        expect(formatInvocationId(id)).toBe(expected);
      }),
      fixedRuns(1000),
    );
  });

  it("carry each bit", () => {
    for (let bit = 0; bit < 192; bit++) {
      const raw = new Uint8Array(24);
      raw[bit >> 3] = 1 << (bit & 7);
      const text = `inv_1${base62(raw.subarray(0, 8), 11)}${base62(raw.subarray(8), 22)}`;
      const id = invocationIdFromBytes(raw);
      expect(id === null ? null : formatInvocationId(id)).toBe(text);
      expect(parseInvocationId(text)).toBe(id);
    }
  });

  it("are nothing but ids", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: "binary" })), (text) => {
        expect(parseInvocationId(text)).toBeNull();
        expect(parseInvocationId(`inv_1${text}`)).toBeNull();
        expect(parseAwakeableId(text)).toBeNull();
        expect(parseAwakeableId(`sign_1${text}`)).toBeNull();
        expect(parseDeploymentId(text)).toBeNull();
      }),
      fixedRuns(),
    );
  });
});

it("awakeable ids come back, with and without padding", () => {
  fc.assert(
    fc.property(invocationId, uint32, (id, signalIndex) => {
      const text = formatAwakeableId(id, signalIndex);
      expect(parseAwakeableId(text)).toEqual({ invocationId: id, signalIndex });
      expect(parseAwakeableId(`${text}==`)).toEqual({ invocationId: id, signalIndex });
    }),
    fixedRuns(),
  );
});

it("ULIDs and deployment ids are made of time and chance", () => {
  fc.assert(
    fc.property(nowMs, entropy, (ms, chance) => {
      const raw = Buffer.from(ulidBytes(ms, chance));
      expect(raw.readUIntBE(0, 6)).toBe(ms);
      expect(raw.readUInt32BE(6)).toBe(chance[0]);
      const id = makeDeploymentId(ms, chance);
      expect(parseDeploymentId(id)).toBe(id);
    }),
    fixedRuns(),
  );
});

it("different entropy stays different when derived, and draws are uint32", () => {
  fc.assert(
    fc.property(entropy, entropy, fc.nat(), (a, b, n) => {
      const same = a.join() === b.join();
      expect(deriveEntropy(a, n).join() === deriveEntropy(b, n).join()).toBe(same);
      const draw = drawUint32(a, n);
      expect(draw).toBe(draw >>> 0);
    }),
    fixedRuns(),
  );
});

it("texts in memory are ids exactly where they are 48 lowercase hex digits", () => {
  fc.assert(
    fc.property(nearly(invocationId), (text) => {
      expect(invocationIdFromHex(text)).toBe(/^[0-9a-f]{48}$/.test(text) ? text : null);
    }),
    fixedRuns(1000),
  );
});

it("awakeable ids, of today and before, are what base64url of 28 bytes is", () => {
  const bytes = fc.uint8Array({ minLength: 27, maxLength: 29 });
  const padding = fc.constantFrom("", "=", "==");
  const body = fc
    .tuple(bytes, padding)
    .map(([raw, padding]) => Buffer.from(raw).toString("base64url") + padding);
  fc.assert(
    fc.property(fc.constantFrom("sign_1", "prom_1", "sign_2"), nearly(body), (prefix, text) => {
      const bare = text.replace(/={1,2}$/, "");
      const raw = Buffer.from(bare, "base64url");
      const isPadded = bare.length < text.length;
      const isWhole =
        raw.length === 28 &&
        raw.toString("base64url") === bare &&
        (!isPadded || text.length % 4 === 0);
      const target = parseAwakeableId(prefix + text);
      expect(target !== null).toBe(isWhole && prefix === "sign_1");
      if (target !== null) {
        expect(target.signalIndex).toBe(raw.readUInt32BE(24));
        expect(target.invocationId).toBe(raw.toString("hex", 0, 24));
      }
      expect(isLegacyAwakeableId(prefix + text)).toBe(isWhole && prefix === "prom_1");
    }),
    fixedRuns(2000),
  );
});

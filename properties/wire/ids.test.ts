import {
  deriveEntropy,
  drawUint32,
  type Entropy,
  formatAwakeableId,
  formatInvocationId,
  invocationIdBytes,
  invocationIdFromBytes,
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

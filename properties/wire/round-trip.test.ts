import {
  decodeMessage,
  decodeUtf8,
  decodeUtf8Strict,
  encodeFrame,
  encodeMessage,
  encodeMessageFrame,
  encodeUtf8,
  isCommandType,
  isNotificationType,
  isUtf8,
  messageType,
} from "@holdfast/core";
import type { Arbitrary } from "fast-check";
import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyCommand, anyMessage, fixedRuns, messageByTag, notification } from "./arbitraries.ts";

describe("every message", () => {
  it.each(Object.entries<Arbitrary<Parameters<typeof encodeMessage>[0]>>(messageByTag))(
    "%s comes back as it was",
    (_, arbitrary) => {
      fc.assert(
        fc.property(arbitrary, (message) => {
          const payload = encodeMessage(message);
          expect(decodeMessage(messageType(message), payload)).toEqual(message);
        }),
        fixedRuns(),
      );
    },
  );

  it("is the same bytes again after being read", () => {
    fc.assert(
      fc.property(anyMessage, (message) => {
        const payload = encodeMessage(message);
        const decoded = decodeMessage(messageType(message), payload);
        if (decoded._tag === "DecodeFailure") throw new Error(decoded.reason);
        expect(encodeMessage(decoded)).toEqual(payload);
      }),
      fixedRuns(),
    );
  });

  it("is framed as its payload is", () => {
    fc.assert(
      fc.property(anyMessage, fc.nat({ max: 0xffff }), (message, flags) => {
        const framed = encodeFrame(messageType(message), encodeMessage(message), flags);
        expect(encodeMessageFrame(message, flags)).toEqual(framed);
      }),
      fixedRuns(),
    );
  });
});

it("commands and notifications keep to their ranges of types", () => {
  fc.assert(
    fc.property(anyCommand, notification, (command, happened) => {
      expect(isCommandType(messageType(command))).toBe(true);
      expect(isNotificationType(messageType(happened))).toBe(true);
    }),
    fixedRuns(),
  );
});

describe("UTF-8", () => {
  it("agrees with the platform on any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 300 }), (text) => {
        expect(encodeUtf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
      }),
      fixedRuns(),
    );
    fc.assert(
      fc.property(fc.array(fc.nat({ max: 0xffff }), { maxLength: 50 }), (units) => {
        const text = String.fromCharCode(...units);
        expect(encodeUtf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
      }),
      fixedRuns(),
    );
  });

  it("agrees with the platform on any bytes", () => {
    const lead = fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc3, 0xe0, 0xe2, 0xed, 0xf0, 0xf4, 0xff);
    const rough = fc.array(fc.oneof(fc.nat({ max: 255 }), lead), { maxLength: 40 });
    const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
    fc.assert(
      fc.property(rough, (values) => {
        const bytes = Uint8Array.from(values);
        const expected = platformStrict(bytes);
        expect(decodeUtf8Strict(bytes)).toBe(expected);
        expect(isUtf8(bytes)).toBe(expected !== null);
        expect(decodeUtf8(bytes)).toBe(lenient.decode(bytes));
      }),
      fixedRuns(2000),
    );
  });
});

/** What the platform makes of bytes that must be UTF-8; null when it throws. */
function platformStrict(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

import { describe, expect, it } from "vitest";
import { decodeUtf8, decodeUtf8Strict, encodeUtf8, isUtf8, utf8Length } from "./utf8.ts";

const TEXTS = ["", "plain", "grüße", "日本語", "a😀b", "x".repeat(5000) + "ü".repeat(5000)];

/** One of each way in which bytes fail to be UTF-8. */
const ILL_FORMED = [
  [0x80],
  [0xc0, 0x80],
  [0xc1, 0xbf],
  [0xc3],
  [0xc3, 0x28],
  [0xe0, 0x80, 0x80],
  [0xe2, 0x82],
  [0xe2, 0x82, 0x41],
  [0xed, 0xa0, 0x80],
  [0xf0, 0x80, 0x80, 0x80],
  [0xf0, 0x9f, 0x98],
  [0xf4, 0x90, 0x80, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xff],
];

describe("UTF-8", () => {
  it.each(TEXTS)("writes and reads text %#", (text) => {
    const bytes = new Uint8Array(new TextEncoder().encode(text));
    expect(encodeUtf8(text)).toEqual(bytes);
    expect(utf8Length(text)).toBe(bytes.length);
    expect(decodeUtf8(bytes)).toBe(text);
    expect(decodeUtf8Strict(bytes)).toBe(text);
    expect(isUtf8(bytes)).toBe(true);
  });

  it("writes lone surrogates as U+FFFD", () => {
    for (const text of ["\ud800", "a\udc00b", "\ud800\ud800\udc00", "\udfff"]) {
      expect(encodeUtf8(text)).toEqual(new Uint8Array(new TextEncoder().encode(text)));
    }
  });

  it.each(ILL_FORMED.map((bytes) => [bytes]))("refuses or replaces %j", (bad) => {
    const bytes = Uint8Array.of(0x61, ...bad, 0x62);
    expect(isUtf8(bytes)).toBe(false);
    expect(decodeUtf8Strict(bytes)).toBeNull();
    expect(decodeUtf8(bytes)).toBe(new TextDecoder().decode(bytes));
  });
});

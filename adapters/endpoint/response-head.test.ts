import { describe, expect, test } from "vitest";
import { retryAfterMs, streamHead } from "./response-head.ts";

const NOW_MS = Date.UTC(2026, 10, 23, 4, 54, 6);

describe("retry-after", () => {
  test.each([
    [null, null],
    ["0", 0],
    ["120", 120_000],
    [" 5 ", 5_000],
    ["1.5", null],
    ["-1", null],
    ["soon", null],
    ["", null],
    ["99999999999", null],
    ["Mon, 23 Nov 2026 04:55:06 GMT", 60_000],
    ["Mon, 23 Nov 2026 04:54:06 GMT", 0],
    ["Mon, 23 Nov 2026 04:00:00 GMT", 0],
    ["Monday, 23-Nov-26 04:55:06 GMT", 60_000],
    ["Mon, 23 Nov 2026 05:55:06 +0100", 60_000],
    ["Mon, 99 Nov 2026 04:55:06 GMT", null],
    ["2026-11-23T04:55:06Z", null],
  ])("%j is %j ms", (value, expected) => {
    expect(retryAfterMs(value, NOW_MS)).toBe(expected);
  });
});

describe("a response head", () => {
  test("takes the first of repeated values, and null for what is absent", () => {
    expect(streamHead(7, 429, { "content-type": ["a/b", "c/d"], "retry-after": "2" }, 0)).toEqual({
      _tag: "StreamHead",
      stream: 7,
      status: 429,
      contentType: "a/b",
      server: null,
      retryAfterMs: 2_000,
    });
  });
});

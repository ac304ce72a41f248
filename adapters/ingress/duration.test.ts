import { describe, expect, test } from "vitest";
import { parseDelay } from "./duration.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

describe("a delay in milliseconds", () => {
  test.each([
    ["10s", 10_000],
    ["60 sec", 60_000],
    ["1m 30s", 90_000],
    ["500ms", 500],
    ["2 days", 2 * DAY_MS],
    ["1w", 7 * DAY_MS],
    ["1h, 30m", 1.5 * HOUR_MS],
    ["1h  30m", 1.5 * HOUR_MS],
    ["1.5 hours", 1.5 * HOUR_MS],
    ["1,5s", 1_500],
    ["1h 0.5m", HOUR_MS + 30_000],
    ["1.123456789s", 1_123],
    ["1d 01:30:00.25", DAY_MS + 1.5 * HOUR_MS + 250],
    ["99:99:99", 99 * HOUR_MS + 99 * 60_000 + 99_000],
    ["1999us", 1],
    ["1 µs", 0],
    ["999999ns", 0],
    ["0", 0],
    ["-0s", 0],
    ["0s ago", 0],
    ["PT60S", 60_000],
    ["+p1dt2h", DAY_MS + 2 * HOUR_MS],
    ["P1W1DT1H1M1.5S", 8 * DAY_MS + HOUR_MS + 61_500],
    ["PT1H30.5M", 1.5 * HOUR_MS + 30_000],
    ["2900000 days", 2_900_000 * DAY_MS],
  ])("%s", (text, delayMs) => {
    expect(parseDelay(text)).toEqual({ _tag: "Delay", delayMs });
  });
});

describe("no delay, and why", () => {
  test.each([
    ["", "empty"],
    ["+", "empty"],
    ["-1s", "negative"],
    ["1h 2m ago", "negative"],
    ["-PT1S", "negative"],
    ["+1s ago", "both"],
    ["10", "unit"],
    ["- 1s", "number"],
    ["1 fortnight", "'fortnight'"],
    ["1y", "days"],
    ["P1M", "days"],
    ["1m 1h", "larger to smaller"],
    ["P1D1W", "larger to smaller"],
    ["1.5h 2m", "fraction"],
    ["1.5d", "fraction"],
    ["00:00:01 1ms", "clock"],
    ["PT", "missing"],
    ["P1DT", "missing"],
    ["PT1S ", "ISO 8601"],
    ["2900001 days", "longer"],
    ["9".repeat(1_000) + "s", "longer"],
  ])("%s", (text, reason) => {
    const parsed = parseDelay(text);
    expect(parsed).toMatchObject({ _tag: "NotADelay", reason: expect.stringContaining(reason) });
  });
});

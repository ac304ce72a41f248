const UNITS: Readonly<Record<string, number>> = {
  ms: 1,
  millis: 1,
  s: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
};

/** Milliseconds of a duration such as `60s`, `5m` or `60 seconds`; throws what to write instead. */
export function parseDurationMs(text: string): number {
  const [, amount = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/.exec(text.trim()) ?? [];
  const unitMs = UNITS[unit];
  if (unitMs === undefined) {
    throw new RangeError(`'${text}' is no duration; write for example 60s, 5m or "60 seconds"`);
  }
  return Number(amount) * unitMs;
}

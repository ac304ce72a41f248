/** A delay in milliseconds, or why a text is none. */
export type ParsedDelay =
  | { readonly _tag: "Delay"; readonly delayMs: number }
  | { readonly _tag: "NotADelay"; readonly reason: string };

/** Longest delay that is taken: with it, every time is still written with a year of four digits. */
const MAX_DELAY_DAYS = 2_900_000n;

interface Unit {
  /** Nanoseconds, or null for calendar units, whose length differs. */
  readonly ns: bigint | null;
  /** Place from the largest to the smallest; parts have to come in this order. */
  readonly rank: number;
  readonly fraction: boolean;
}

const NS_PER_MS = 1_000_000n;
const SECOND = 1_000n * NS_PER_MS;
const MINUTE = 60n * SECOND;
const HOUR = 60n * MINUTE;
const DAY = 24n * HOUR;

const UNITS = new Map<string, Unit>();
defineUnit("y yr yrs year years", null, 0, false);
defineUnit("mo mos month months", null, 1, false);
defineUnit("w wk wks week weeks", 7n * DAY, 2, false);
defineUnit("d day days", DAY, 3, false);
defineUnit("h hr hrs hour hours", HOUR, 4, true);
defineUnit("m min mins minute minutes", MINUTE, 5, true);
defineUnit("s sec secs second seconds", SECOND, 6, true);
defineUnit("ms msec msecs milli millis millisecond milliseconds", NS_PER_MS, 7, true);
defineUnit(
  "us usec usecs \u00b5s \u00b5sec \u00b5secs \u03bcs \u03bcsec \u03bcsecs",
  1_000n,
  8,
  true,
);
defineUnit("micro micros microsecond microseconds", 1_000n, 8, true);
defineUnit("ns nsec nsecs nano nanos nanosecond nanoseconds", 1n, 9, false);

/** The same parts as ISO 8601 letters; `M` means months before the `T` and minutes after it. */
const ISO_DATE = new Map([
  ["Y", "y"],
  ["M", "mo"],
  ["W", "w"],
  ["D", "d"],
]);
const ISO_TIME = new Map([
  ["H", "h"],
  ["M", "m"],
  ["S", "s"],
]);

const FRIENDLY_PART = /(\d+)(?:[.,](\d{1,9}))?\s*([a-z\u00b5\u03bc]+)/y;
const CLOCK_PART = /(\d+):(\d+):(\d+)(?:[.,](\d{1,9}))?/y;
const SEPARATOR = /,\s+(?=\S)|\s*/y;
const ISO_PART = /(\d+)(?:[.,](\d{1,9}))?([A-Z])/y;

class NotADelay extends Error {}

/**
 * Reads a delay as clients write it (wire facts 3.2): friendly (`10s`, `1h, 30m`, `01:30:00`)
 * or ISO 8601 (`PT1.5S`). Fractions of a millisecond are dropped.
 */
export function parseDelay(text: string): ParsedDelay {
  try {
    const ns = parseNs(text);
    if (ns < 0n) return { _tag: "NotADelay", reason: "it is negative" };
    if (ns > MAX_DELAY_DAYS * DAY) {
      return { _tag: "NotADelay", reason: `it is longer than ${MAX_DELAY_DAYS} days` };
    }
    return { _tag: "Delay", delayMs: Number(ns / NS_PER_MS) };
  } catch (error) {
    if (error instanceof NotADelay) return { _tag: "NotADelay", reason: error.message };
    throw error;
  }
}

function parseNs(text: string): bigint {
  const signed = text.startsWith("+") || text.startsWith("-");
  const rest = signed ? text.slice(1) : text;
  const negative = text.startsWith("-");
  if (rest === "") throw new NotADelay("it is empty");
  if (rest === "0") return 0n;
  const ago = /\s+ago$/.exec(rest);
  if (ago !== null && signed) throw new NotADelay("it has both a sign and 'ago'");
  const size = /^[Pp]/.test(rest)
    ? parseIso(rest.toUpperCase())
    : parseFriendly(ago === null ? rest.trimEnd() : rest.slice(0, ago.index));
  return negative || ago !== null ? -size : size;
}

function parseFriendly(text: string): bigint {
  const sum = new Sum();
  let at = 0;
  while (at < text.length) {
    const clock = match(CLOCK_PART, text, at);
    const part = clock ?? match(FRIENDLY_PART, text, at);
    if (part === null) throw new NotADelay(`'${text.slice(at)}' is not a number and a unit`);
    if (clock === null) {
      const [, whole = "", fraction = "", unit = ""] = part;
      sum.add(whole, fraction, unit);
    } else {
      const [, hours = "", minutes = "", seconds = "", fraction = ""] = clock;
      sum.add(hours, "", "h");
      sum.add(minutes, "", "m");
      sum.add(seconds, fraction, "s");
      sum.end();
    }
    at += part[0].length;
    at += match(SEPARATOR, text, at)?.[0].length ?? 0;
  }
  return sum.ns;
}

function parseIso(text: string): bigint {
  const sum = new Sum();
  const timeAt = text.indexOf("T");
  let at = 1;
  let parts = 0;
  while (at < text.length) {
    if (at === timeAt) {
      at += 1;
      parts = 0;
      if (at === text.length) break;
    }
    const part = match(ISO_PART, text, at);
    const [all = "", whole = "", fraction = "", letter = ""] = part ?? [];
    const inTime = timeAt >= 0 && at > timeAt;
    const unit = (inTime ? ISO_TIME : ISO_DATE).get(letter);
    if (unit === undefined) throw new NotADelay(`'${text.slice(at)}' is no part of ISO 8601`);
    sum.add(whole, fraction, unit);
    parts += 1;
    at += all.length;
  }
  if (parts === 0) throw new NotADelay("a part is missing after P or T");
  return sum.ns;
}

/** Adds up parts, which have to get smaller and of which only the last may have a fraction. */
class Sum {
  ns = 0n;
  private rank = -1;
  private ended = false;

  add(whole: string, fraction: string, name: string): void {
    const unit = UNITS.get(name);
    if (unit === undefined) throw new NotADelay(`'${name}' is no unit of time`);
    if (this.ended)
      throw new NotADelay("nothing may follow a part with a fraction or a clock time");
    if (unit.rank <= this.rank) throw new NotADelay("units have to go from larger to smaller");
    if (unit.ns === null) throw new NotADelay("years and months differ in length; use days");
    this.rank = unit.rank;
    this.ns += BigInt(whole) * unit.ns;
    if (fraction === "") return;
    if (!unit.fraction) throw new NotADelay(`'${name}' takes no fraction`);
    this.ns += (BigInt(fraction.padEnd(9, "0")) * unit.ns) / 1_000_000_000n;
    this.ended = true;
  }

  end(): void {
    this.ended = true;
  }
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

function defineUnit(names: string, ns: bigint | null, rank: number, fraction: boolean): void {
  for (const name of names.split(" ")) UNITS.set(name, { ns, rank, fraction });
}

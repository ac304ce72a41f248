import { setOf } from "@holdfast/spec";

/** A value of a trace as the abstract machines write it: text, numbers, booleans, arrays, records. */
export type Plain =
  | string
  | number
  | boolean
  | readonly Plain[]
  | { readonly [key: string]: Plain };

/** One state of a trace, with the step that led to it and what the step chose. */
export interface TraceState {
  /** Name of the action, `init` for the first state. */
  readonly action: string;
  readonly picks: Readonly<Record<string, Plain>>;
  readonly state: Readonly<Record<string, Plain>>;
}

/**
 * Reads a trace in the Informal Trace Format, as `quint run --mbt --out-itf` writes it, of a module
 * with one variable `s`. Throws where the text is no such trace.
 */
export function readItf(text: string): readonly TraceState[] {
  const trace: unknown = JSON.parse(text);
  if (!isRecord(trace) || !Array.isArray(trace["states"])) throw new ItfError("has no states");
  return trace["states"].map((each: unknown, index) => {
    if (!isRecord(each)) throw new ItfError(`state ${index} is no record`);
    const action = each["mbt::actionTaken"];
    const picks = each["mbt::nondetPicks"];
    if (typeof action !== "string" || !isRecord(picks)) {
      throw new ItfError(`state ${index} does not say which step led to it; run Quint with --mbt`);
    }
    const state = plain(each["s"]);
    if (!isPlainRecord(state)) throw new ItfError(`state ${index} has no record named s`);
    return { action, picks: picksOf(picks), state };
  });
}

class ItfError extends Error {
  constructor(message: string) {
    super(`not a trace of a module: ${message}`);
    this.name = "ItfError";
  }
}

function picksOf(picks: Readonly<Record<string, unknown>>): Record<string, Plain> {
  const made: Record<string, Plain> = {};
  for (const [name, pick] of Object.entries(picks)) {
    if (isRecord(pick) && pick["tag"] === "Some") made[name] = plain(pick["value"]);
  }
  return made;
}

function plain(value: unknown): Plain {
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (Array.isArray(value)) return value.map(plain);
  if (!isRecord(value)) throw new ItfError(`holds ${String(value)}`);
  if (typeof value["#bigint"] === "string") return Number(value["#bigint"]);
  if (Array.isArray(value["#set"])) return setOf(...value["#set"].map(plain));
  if (Array.isArray(value["#tup"])) return value["#tup"].map(plain);
  if (Array.isArray(value["#map"])) return mapOf(value["#map"]);
  if (isBareCase(value)) return value.tag;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function mapOf(entries: readonly unknown[]): Plain {
  return Object.fromEntries(
    entries.map((entry) => {
      const [key, value] = Array.isArray(entry) ? entry.map(plain) : [];
      if (typeof key !== "string" || value === undefined) throw new ItfError("has an unnamed key");
      return [key, value];
    }),
  );
}

/** A case of several without a value of its own is written with an empty tuple. */
function isBareCase(value: Readonly<Record<string, unknown>>): value is { readonly tag: string } {
  const { tag, value: own } = value;
  return typeof tag === "string" && isRecord(own) && isEmptyList(own["#tup"]);
}

function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function isPlainRecord(value: Plain): value is Readonly<Record<string, Plain>> {
  return isRecord(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

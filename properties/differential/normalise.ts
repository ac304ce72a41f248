/** Something that a scenario saw, as plain JSON. */
export type Observation =
  | null
  | boolean
  | number
  | string
  | readonly Observation[]
  | { readonly [name: string]: Observation };

/** What differs between any two runs, and what is shown for it. */
const NUMBERED: readonly (readonly [pattern: RegExp, name: string])[] = [
  [/\binv_1[0-9A-Za-z]{33}/g, "invocation"],
  [/\bsign_1[0-9A-Za-z_-]{30,}/g, "awakeable"],
  [/\bdp_1[0-9A-Za-z]{22}/g, "deployment"],
];
const REPLACED: readonly (readonly [pattern: RegExp, text: string])[] = [
  [/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, "<time>"],
  [/127\.0\.0\.1:\d+/g, "<address>"],
  [/localhost:\d+/g, "<address>"],
  [/\b[0-7][0-9A-HJKMNP-TV-Z]{25}\b/g, "<ulid>"],
];

/** Lists that the real server gives in an order of chance. */
const UNORDERED = new Set(["services", "handlers"]);

/** Keeps an id as it is: for ids that both servers have to derive alike. */
export function exactly(id: string): string {
  return id.replace(/_1/, "-1-");
}

/**
 * The same observation with ids numbered in the order in which they appear, times and addresses
 * replaced, and fields and lists without an order in alphabetical order, so that two of them can be compared as text.
 */
export function normalise(observation: Observation): Observation {
  const numbers = new Map<string, string>();
  const counts = new Map<string, number>();

  function numbered(id: string, name: string): string {
    const known = numbers.get(id);
    if (known !== undefined) return known;
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    numbers.set(id, `<${name} ${count}>`);
    return `<${name} ${count}>`;
  }
  function text(value: string): string {
    let shown = value;
    for (const [pattern, name] of NUMBERED) {
      shown = shown.replace(pattern, (id) => numbered(id, name));
    }
    for (const [pattern, to] of REPLACED) shown = shown.replace(pattern, to);
    return shown;
  }
  function visit(value: Observation): Observation {
    if (typeof value === "string") return text(value);
    if (typeof value !== "object" || value === null) return value;
    if (Array.isArray(value)) return value.map(visit);
    const fields = Object.entries(value as Readonly<Record<string, Observation>>);
    fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(
      fields.map(([name, inner]) => [
        text(name),
        visit(UNORDERED.has(name) ? sorted(inner) : inner),
      ]),
    );
  }
  return visit(observation);
}

function sorted(list: Observation): Observation {
  if (!Array.isArray(list)) return list;
  const items: readonly Observation[] = list;
  const keyed = items.map((item): [string, Observation] => [nameOf(item), item]);
  return keyed.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}

function nameOf(item: Observation): string {
  if (typeof item !== "object" || item === null || Array.isArray(item)) return JSON.stringify(item);
  return JSON.stringify((item as Readonly<Record<string, Observation>>)["name"]);
}

/** Where in a JSON Schema, as a JSON pointer, and what is wrong there. */
export interface SchemaFault {
  readonly pointer: string;
  readonly reason: string;
}

/** Schemas nested more deeply than this describe nothing that a person reads. */
const MAX_DEPTH = 128;

const TYPES = new Set(["null", "boolean", "object", "array", "number", "string", "integer"]);

type Check = (value: unknown, pointer: string, schemas: Visit) => SchemaFault | null;
type Visit = (schema: unknown, pointer: string) => SchemaFault | null;

const holds =
  (what: string, test: (value: unknown) => boolean): Check =>
  (value, pointer) =>
    test(value) ? null : { pointer, reason: `must be ${what}` };

const isText = (value: unknown) => typeof value === "string";
const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const text = holds("text", isText);
const flag = holds("true or false", (value) => typeof value === "boolean");
const number = holds("a number", (value) => typeof value === "number");
const count = holds(
  "a whole number, 0 or more",
  (value) => Number.isInteger(value) && Number(value) >= 0,
);
const limit = holds("a number", (value) => typeof value === "number" || typeof value === "boolean");
const textList = holds("a list of texts", (value) => isList(value) && value.every(isText));
const type = holds(`a type (${[...TYPES].join(", ")}) or a list of types`, (value) =>
  isList(value) ? value.length > 0 && value.every(isType) : isType(value),
);
const pattern = holds("a regular expression", isPattern);
const schema: Check = (value, pointer, visit) => visit(value, pointer);

const schemaList: Check = (value, pointer, visit) => {
  if (!isList(value) || value.length === 0) {
    return { pointer, reason: "must be a list of schemas, and not an empty one" };
  }
  return firstFault(
    value.map((item, i) => [item, `${pointer}/${i}`] as const),
    visit,
  );
};

const schemaMap: Check = (value, pointer, visit) =>
  isObject(value)
    ? firstFault(
        Object.entries(value).map(
          ([key, item]) => [item, `${pointer}/${escapeToken(key)}`] as const,
        ),
        visit,
      )
    : { pointer, reason: "must be an object of schemas" };

const patternMap: Check = (value, pointer, visit) => {
  const odd = isObject(value) ? Object.keys(value).find((key) => !isPattern(key)) : undefined;
  return odd === undefined
    ? schemaMap(value, pointer, visit)
    : { pointer, reason: `has the key ${JSON.stringify(odd)}, which is no regular expression` };
};

const items: Check = (value, pointer, visit) =>
  isList(value)
    ? firstFault(
        value.map((item, i) => [item, `${pointer}/${i}`] as const),
        visit,
      )
    : visit(value, pointer);

/** What the keywords of JSON Schema (drafts 4 to 2020-12) may hold; all others hold anything. */
const KEYWORDS: Readonly<Record<string, Check>> = {
  ...keywords(text, "$ref", "$id", "$schema", "$anchor", "$comment", "title", "description"),
  ...keywords(text, "format", "contentEncoding", "contentMediaType"),
  ...keywords(flag, "uniqueItems", "readOnly", "writeOnly", "deprecated"),
  ...keywords(number, "minimum", "maximum"),
  ...keywords(limit, "exclusiveMinimum", "exclusiveMaximum"),
  ...keywords(count, "minLength", "maxLength", "minItems", "maxItems"),
  ...keywords(count, "minProperties", "maxProperties", "minContains", "maxContains"),
  ...keywords(schema, "additionalProperties", "additionalItems", "contains", "contentSchema"),
  ...keywords(schema, "if", "then", "else", "not", "propertyNames"),
  ...keywords(schema, "unevaluatedItems", "unevaluatedProperties"),
  ...keywords(schemaList, "allOf", "anyOf", "oneOf", "prefixItems"),
  ...keywords(schemaMap, "properties", "$defs", "definitions", "dependentSchemas"),
  multipleOf: holds("a number above 0", (value) => typeof value === "number" && value > 0),
  enum: holds("a list", isList),
  required: textList,
  type,
  pattern,
  patternProperties: patternMap,
  items,
};

function keywords(check: Check, ...names: readonly string[]): Record<string, Check> {
  return Object.fromEntries(names.map((name) => [name, check]));
}

/**
 * Looks for what makes a JSON Schema unusable: keywords with values they cannot have, and
 * references that lead nowhere or outside. It judges form only, since nothing here is validated
 * against the schema; it is shown to readers.
 */
export function jsonSchemaFault(root: unknown): SchemaFault | null {
  const ids = new Set<string>();
  let depth = 0;
  const visit: Visit = (schema, pointer) => {
    if (typeof schema === "boolean") return null;
    if (!isObject(schema)) return { pointer, reason: "must be an object, true or false" };
    if (depth >= MAX_DEPTH) return { pointer, reason: `is nested over ${MAX_DEPTH} levels deep` };
    depth++;
    let fault: SchemaFault | null = null;
    for (const [key, value] of Object.entries(schema)) {
      const check = Object.hasOwn(KEYWORDS, key) ? KEYWORDS[key] : undefined;
      fault ??= check?.(value, `${pointer}/${escapeToken(key)}`, visit) ?? null;
    }
    if (typeof schema["$id"] === "string") ids.add(schema["$id"].replace(/#.*$/, ""));
    if (typeof schema["$ref"] === "string") references.push([schema["$ref"], `${pointer}/$ref`]);
    depth--;
    return fault;
  };
  const references: (readonly [reference: string, pointer: string])[] = [];
  return (
    visit(root, "") ??
    firstFault(references, (reference, pointer) => referenceFault(root, ids, reference, pointer))
  );
}

function referenceFault(
  root: unknown,
  ids: ReadonlySet<string>,
  reference: string,
  pointer: string,
): SchemaFault | null {
  if (!reference.startsWith("#")) {
    const document = reference.replace(/#.*$/, "");
    const known = [...ids].some((id) => id === document || id.endsWith(`/${document}`));
    const reason = `refers to ${reference}, which is outside of this schema; put it in $defs`;
    return known ? null : { pointer, reason };
  }
  // A part with an $id of its own is a document of its own, and so is what a pointer starts from.
  const local = reference === "#" || reference.startsWith("#/");
  if (!local || ids.size > 1 || resolves(root, reference.slice(1))) return null;
  return { pointer, reason: `refers to ${reference}, which does not exist` };
}

function resolves(root: unknown, pointer: string): boolean {
  let current = root;
  for (const token of pointer.split("/").slice(1)) {
    const key = unescapeToken(token);
    if (typeof current !== "object" || current === null || !Object.hasOwn(current, key))
      return false;
    current = (current as Readonly<Record<string, unknown>>)[key];
  }
  return true;
}

function firstFault<T>(
  values: readonly (readonly [value: T, pointer: string])[],
  visit: (value: T, pointer: string) => SchemaFault | null,
): SchemaFault | null {
  for (const [value, pointer] of values) {
    const fault = visit(value, pointer);
    if (fault !== null) return fault;
  }
  return null;
}

function isType(value: unknown): boolean {
  return typeof value === "string" && TYPES.has(value);
}

function isPattern(value: unknown): boolean {
  if (typeof value !== "string") return false;
  try {
    return new RegExp(value, "u") instanceof RegExp;
  } catch {
    return isLegacyPattern(value);
  }
}

/** Other languages escape more characters than ECMAScript's Unicode mode allows. */
function isLegacyPattern(value: string): boolean {
  try {
    return new RegExp(value) instanceof RegExp;
  } catch {
    return false;
  }
}

/** A key as part of a JSON pointer (RFC 6901). */
function escapeToken(key: string): string {
  return key.replaceAll("~", "~0").replaceAll("/", "~1");
}

function unescapeToken(token: string): string {
  let text = token;
  try {
    text = decodeURIComponent(token);
  } catch {
    // Not percent-encoded after all; it is compared as it stands.
  }
  return text.replaceAll("~1", "/").replaceAll("~0", "~");
}

import { describe, expect, test } from "vitest";
import { jsonSchemaFault } from "./json-schema.ts";

function nested(levels: number): unknown {
  let schema: unknown = { type: "string" };
  for (let i = 0; i < levels; i++) schema = { items: schema };
  return schema;
}

describe("a JSON schema in use", () => {
  test.each([
    ["true", true],
    ["false", false],
    ["empty", {}],
    ["unknown keywords", { "x-anything": [1, { $ref: 5 }] }],
    [
      "an object",
      {
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: { name: { type: ["string", "null"], minLength: 1, pattern: "^[A-Z]\\-" } },
        patternProperties: { "^x-": true },
        required: ["name"],
        additionalProperties: false,
      },
    ],
    ["draft 4 limits", { maximum: 5, exclusiveMaximum: true }],
    ["draft 7 tuples", { items: [{ type: "string" }, {}], additionalItems: false }],
    ["recursion", { $defs: { "a/b": { $ref: "#" } }, anyOf: [{ $ref: "#/$defs/a~1b" }] }],
    ["an escaped pointer", { $defs: { "a b": {} }, $ref: "#/$defs/a%20b" }],
    ["an anchor", { $ref: "#somewhere" }],
    [
      "an embedded document",
      { $id: "http://h/root", $defs: { a: { $id: "http://h/a" } }, $ref: "http://h/a" },
    ],
    ["a deep one", nested(100)],
  ])("%s is accepted", (_, schema) => {
    expect(jsonSchemaFault(schema)).toBeNull();
  });

  test.each([
    ["a number", 5, ""],
    ["a list", [], ""],
    ["a type that is none", { type: "sausage" }, "/type"],
    ["no types", { type: [] }, "/type"],
    ["a pattern that is none", { properties: { a: { pattern: "(" } } }, "/properties/a/pattern"],
    ["a key that is no pattern", { patternProperties: { "(": {} } }, "/patternProperties"],
    ["an empty choice", { anyOf: [] }, "/anyOf"],
    ["a schema that is none", { allOf: [{}, 3] }, "/allOf/1"],
    ["a count below 0", { minLength: -1 }, "/minLength"],
    ["properties in a list", { properties: [] }, "/properties"],
    ["required as a flag", { required: true }, "/required"],
    ["a pointer to nowhere", { $ref: "#/nowhere" }, "/$ref"],
    ["a pointer to an inherited field", { $ref: "#/constructor" }, "/$ref"],
    ["a reference outside", { items: { $ref: "http://h/x.json" } }, "/items/$ref"],
    ["too deep a one", nested(10_000), "/items".repeat(128)],
    ["a fault below an odd key", { $defs: { "a/b~": { type: 1 } } }, "/$defs/a~1b~0/type"],
  ])("%s is refused where it is", (_, schema, pointer) => {
    expect(jsonSchemaFault(schema)?.pointer).toBe(pointer);
  });
});

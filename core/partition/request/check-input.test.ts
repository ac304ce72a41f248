import { describe, expect, it } from "vitest";
import { encodeUtf8 } from "../../wire/index.ts";
import { checkInput } from "./check-input.ts";

function check(
  rule: readonly [contentType: string | null, required: boolean],
  given: readonly [contentType: string | null, body: string],
): string | null {
  const [contentType, required] = rule;
  const [type, body] = given;
  const headers = type === null ? [] : [{ key: "content-type", value: type }];
  return checkInput({ contentType, required, jsonSchema: null }, headers, encodeUtf8(body));
}

describe("a request's input (wire facts 3.2)", () => {
  const JSON_TYPE = "application/json";

  it.each([
    [
      [JSON_TYPE, false],
      [null, ""],
    ],
    [
      [JSON_TYPE, false],
      [JSON_TYPE, ""],
    ],
    [
      [JSON_TYPE, false],
      [JSON_TYPE, "1"],
    ],
    [
      [JSON_TYPE, true],
      [JSON_TYPE, "1"],
    ],
    [
      [JSON_TYPE, true],
      ["application/json; charset=utf-8", "1"],
    ],
    [
      ["text/*", true],
      ["text/html", "1"],
    ],
    [
      ["*/*", true],
      ["image/png", "1"],
    ],
    [
      ["*/*", false],
      [null, ""],
    ],
    [
      [null, false],
      [null, ""],
    ],
  ] as const)("fits %j as %j", (rule, given) => {
    expect(check(rule, given)).toBeNull();
  });

  it.each([
    [[JSON_TYPE, true], [null, ""], /needs a body/],
    [[JSON_TYPE, true], [null, "1"], /content-type header that fits application\/json/],
    [[JSON_TYPE, true], ["text/plain", "1"], /'text\/plain' does not fit 'application\/json'/],
    [["text/*", false], ["application/json", "1"], /does not fit/],
    [[null, false], [null, "1"], /takes no input/],
    [[null, false], [JSON_TYPE, ""], /takes no input/],
  ] as const)("does not fit %j as %j", (rule, given, words) => {
    expect(check(rule, given)).toMatch(words);
  });
});

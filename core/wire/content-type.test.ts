import { expect, it } from "vitest";
import { contentType, parseContentType } from "./content-type.ts";

it("names the three versions and nothing else", () => {
  expect(contentType(6)).toBe("application/vnd.restate.invocation.v6");
  for (const version of [5, 6, 7] as const) {
    expect(parseContentType(contentType(version))).toBe(version);
  }
  for (const text of ["", "application/json", "application/vnd.restate.invocation.v4"]) {
    expect(parseContentType(text)).toBeNull();
  }
  expect(parseContentType(`${contentType(5)}0`)).toBeNull();
  expect(parseContentType(`${contentType(6)}; charset=utf-8`)).toBeNull();
});

import { describe, expect, it } from "vitest";

import { exactly, normalise } from "./normalise.ts";

const idOf = (digit: string): string => `inv_1${digit.repeat(33)}`;

describe("an observation that can be compared", () => {
  it("numbers ids in the order in which they appear, the same id alike", () => {
    const seen = [idOf("a"), `at ${idOf("b")}`, idOf("a")];
    expect(normalise(seen)).toEqual(["<invocation 1>", "at <invocation 2>", "<invocation 1>"]);
  });

  it("keeps an id that has to be derived alike", () => {
    expect(normalise(exactly(idOf("a")))).not.toEqual(normalise(exactly(idOf("b"))));
  });

  it("tells two ids from one id twice", () => {
    expect(normalise([idOf("a"), idOf("b")])).not.toEqual(normalise([idOf("a"), idOf("a")]));
  });

  it("replaces times and addresses and nothing else", () => {
    const seen = { at: "2026-11-23T01:01:57.621Z", uri: "http://127.0.0.1:8080/", n: 7 };
    expect(normalise(seen)).toEqual({ at: "<time>", uri: "http://<address>/", n: 7 });
  });

  it("orders fields, and lists that have no order, and leaves other lists alone", () => {
    const seen = { services: [{ name: "B" }, { name: "A" }], b: [2, 1], a: 0 };
    const shown = JSON.stringify(normalise(seen));
    expect(shown).toBe('{"a":0,"b":[2,1],"services":[{"name":"A"},{"name":"B"}]}');
  });
});

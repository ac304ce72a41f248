import { readFileSync } from "node:fs";
import { checkLines } from "holdfast/trace";
import { describe, expect, it } from "vitest";
import { Draft } from "./edit.ts";
import { MUTATIONS } from "./mutations/index.ts";

/** What `record.mjs` recorded: two lives of a server, with kill -9 between them. */
const GOOD = readFileSync(new URL("good.ndjson", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");
/** The line with which the second one starts. */
const RESTART = 306;

/** The end that a killed server leaves of a line. */
const TORN = '{"_tag":"Step","atMs":179561990';

const accepted = { impossible: null, steps: 187, engines: 2, batches: 127, torn: 0 };

describe("a recorded trace", () => {
  it("is accepted", async () => {
    expect(await checkLines(GOOD)).toEqual({ ...accepted, lines: GOOD.length });
  });

  it.each<{ what: string; edit: (trace: Draft) => Draft; differs: object }>([
    {
      what: "a line that was torn when the server was killed",
      edit: (trace) => trace.insert(RESTART, TORN),
      differs: { torn: 1 },
    },
    {
      what: "a batch that became durable when nobody could write it down any more",
      edit: (trace) => trace.drop(RESTART - 1),
      differs: {},
    },
    {
      what: "steps at the end of a life whose batch was never handed over",
      edit: (trace) => trace.copy(307, RESTART),
      differs: { steps: 188 },
    },
    {
      what: "a life without steps",
      edit: (trace) =>
        trace.replace(RESTART, '"epoch":2', '"epoch":3').insert(RESTART, GOOD[RESTART - 1] ?? ""),
      differs: { engines: 3 },
    },
  ])("is accepted with $what", async ({ edit, differs }) => {
    const { lines } = edit(new Draft(GOOD));
    expect(await checkLines(lines)).toEqual({ ...accepted, ...differs, lines: lines.length });
  });

  it("is accepted up to wherever it has come", async () => {
    for (let length = 1; length < GOOD.length; length += 7) {
      const lines = [...GOOD.slice(0, length), (GOOD[length] ?? "").slice(0, 20)];
      expect(await checkLines(lines)).toMatchObject({ impossible: null, torn: 1 });
    }
  });
});

describe("a corrupted trace", () => {
  it("is one of many", () => {
    expect(new Set(MUTATIONS.map(({ bug }) => bug)).size).toBe(MUTATIONS.length);
    expect(MUTATIONS.length).toBeGreaterThan(60);
  });

  it.each(MUTATIONS)("is refused at line $at where $bug", async ({ edit, at, because }) => {
    const { lines } = edit(new Draft(GOOD));
    const { impossible } = await checkLines(lines);
    expect(impossible).toMatchObject({ number: at, text: lines[at - 1] });
    expect(impossible?.reason).toMatch(because);
  });
});

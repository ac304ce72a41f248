import { describe, expect, it } from "vitest";
import { type Model, MODELS } from "@holdfast/spec";
import { type Plain, readItf, type TraceState } from "./itf.ts";
import { runQuint } from "./quint-cli.ts";
import { REPLAYERS } from "./replay/index.ts";
import { type Divergence, replay, traceOf } from "./replay/replay.ts";

const SIZE = { traces: 4, steps: 20, seed: 1 };
/** Of the thousands of tours that `npm run spec` makes. */
const TOURS = 40;

const replayed = MODELS.filter(({ name }) => name in REPLAYERS);

function replayOn({ name }: Model, trace: readonly TraceState[]): Divergence | null {
  const replayer = REPLAYERS[name]?.();
  if (replayer === undefined) throw new Error(`nothing replays ${name}`);
  return replay(trace, replayer);
}

/** The first tour of a module that has a step of this name, up to and with that step. */
function historyTo(name: string, action: string): { model: Model; trace: TraceState[] } {
  const model = replayed.find((each) => each.name === name);
  for (const tour of model?.tours() ?? []) {
    const trace = traceOf(tour);
    const at = trace.findIndex((state) => state.action === action);
    if (model !== undefined && at !== -1) return { model, trace: trace.slice(0, at + 1) };
  }
  throw new Error(`no tour of ${name} has a step ${action}`);
}

describe("core follows what Quint does", () => {
  // Quint takes a second to start; `npm run spec` does this for every module.
  it.concurrent.each(replayed.filter(({ name }) => /journal|wakeup/.test(name)))(
    "$name",
    async (model) => {
      const traces = await runQuint(model, SIZE);
      expect(traces).toHaveLength(SIZE.traces);
      for (const trace of traces) expect(replayOn(model, readItf(trace))).toBeNull();
    },
  );
});

describe("core follows the tours of the abstract machines", () => {
  it.each(replayed)("$name", (model) => {
    let count = 0;
    for (const tour of model.tours()) {
      expect(replayOn(model, traceOf(tour))).toBeNull();
      if (++count === TOURS) break;
    }
    expect(count).toBe(TOURS);
  });
});

describe("a replay", () => {
  it("tells where core and a trace part", () => {
    const { model, trace } = historyTo("lock", "drop");
    const last = trace.at(-1);
    if (last === undefined) throw new Error("an empty tour");
    const wrong = { ...last, state: { ...last.state, ended: ["nobody"] } };
    expect(replayOn(model, [...trace.slice(0, -1), wrong])).toEqual({
      step: trace.length - 1,
      action: "drop",
      message: expect.stringMatching(/^ended is .* in core, \["nobody"\] in the trace$/),
    });
  });

  it("tells of a step that core cannot make, or that nobody knows", () => {
    const { model, trace } = historyTo("wakeup", "begin");
    const begin = trace.at(-1);
    if (begin === undefined) throw new Error("an empty tour");
    expect(replayOn(model, [...trace, begin])?.message).toMatch(/^no attempt of .* is owed$/);
    const unknown = { ...begin, action: "fly" };
    expect(replayOn(model, [...trace.slice(0, -1), unknown])?.message).toMatch(/no step fly$/);
    expect(replayOn(model, [...trace.slice(0, -1), { ...begin, picks: {} }])?.message).toMatch(
      "the step did not choose a text i",
    );
  });
});

describe("the reader of traces", () => {
  const state = (s: unknown) =>
    JSON.stringify({
      states: [{ "mbt::actionTaken": "a", "mbt::nondetPicks": { x: none, y: some }, s }],
    });
  const none = { tag: "None", value: { "#tup": [] } };
  const some = { tag: "Some", value: { "#bigint": "7" } };
  const read = (s: unknown): Plain | undefined => readItf(state({ s }))[0]?.state["s"];

  it("reads values as the abstract machines write them", () => {
    expect(readItf(state({ n: { "#bigint": "1" } }))).toEqual([
      { action: "a", picks: { y: 7 }, state: { n: 1 } },
    ]);
    expect(read({ "#set": ["b", "a"] })).toEqual(["a", "b"]);
    expect(read({ "#map": [["k", { "#tup": [true, "x"] }]] })).toEqual({ k: [true, "x"] });
    expect(read([none, { tag: "Some", value: [] }])).toEqual(["None", { tag: "Some", value: [] }]);
  });

  it("says what is not a trace", () => {
    expect(() => readItf("{}")).toThrow("has no states");
    expect(() => readItf('{"states":[1]}')).toThrow("state 0 is no record");
    expect(() => readItf('{"states":[{"s":{}}]}')).toThrow("run Quint with --mbt");
    expect(() => readItf(state("text"))).toThrow("state 0 has no record named s");
    expect(() => read(null)).toThrow("holds null");
    expect(() => read({ "#map": [[{ "#bigint": "1" }, true]] })).toThrow("has an unnamed key");
  });
});

import { expect, it } from "vitest";
import { linearize, type TimedOperation } from "./linearize.ts";

const write = (value: number, begin: number, end: number): TimedOperation => ({
  name: `write ${value}`,
  begin,
  end,
  after: () => [String(value)],
});

const read = (value: number, begin: number, end: number): TimedOperation => ({
  name: `read ${value}`,
  begin,
  end,
  after: (state) => (state === String(value) ? [state] : []),
});

/** One that may or may not have had its effect. */
const maybe = (value: number, begin: number, end: number): TimedOperation => ({
  name: `maybe write ${value}`,
  begin,
  end,
  after: (state) => [state, String(value)],
});

it("finds the one order in which a read sees the write beside it", () => {
  const history = [write(1, 0, 1), write(2, 2, 9), read(1, 3, 4), read(2, 5, 6)];
  expect(linearize(history, "0")).toEqual({
    _tag: "Linearizable",
    order: ["write 1", "read 1", "write 2", "read 2"],
  });
});

it("notices a read of what was overwritten before it began", () => {
  const verdict = linearize([write(1, 0, 1), write(2, 2, 3), read(1, 4, 5)], "0");
  expect(verdict).toEqual({
    _tag: "Impossible",
    reached: ["write 1", "write 2"],
    next: ["read 1"],
  });
});

it("notices two reads that see two writes in different orders", () => {
  const writes = [write(1, 0, 20), write(2, 0, 20)];
  const reads = [read(1, 1, 2), read(2, 3, 4), read(1, 5, 6)];
  expect(linearize([...writes, ...reads], "0")._tag).toBe("Impossible");
  expect(linearize([...writes, ...reads.slice(0, 2)], "0")._tag).toBe("Linearizable");
});

it("lets what failed have had its effect, or not, but not after its end", () => {
  expect(linearize([maybe(1, 0, 1), read(1, 2, 3)], "0")._tag).toBe("Linearizable");
  expect(linearize([maybe(1, 0, 1), read(0, 2, 3)], "0")._tag).toBe("Linearizable");
  const late = [maybe(1, 0, 1), read(0, 2, 3), read(1, 4, 5)];
  expect(linearize(late, "0")._tag).toBe("Impossible");
});

it("says so when there are more ways than it is to try", () => {
  const writes = Array.from({ length: 12 }, (_, i) => write(i, 0, 100));
  expect(linearize([...writes, read(99, 1, 2)], "0", 1_000)).toEqual({ _tag: "Undecided" });
});

it("decides a long history of ten clients at once", () => {
  const history: TimedOperation[] = [];
  for (let i = 0; i < 300; i++) {
    history.push({
      name: `add ${i}`,
      begin: i * 10,
      end: i * 10 + 95,
      after: (state) => (Number(state) === i ? [String(i + 1)] : []),
    });
  }
  expect(linearize(history, "0")._tag).toBe("Linearizable");
});

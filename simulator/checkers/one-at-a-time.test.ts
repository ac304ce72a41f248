import {
  type Change,
  encodeUtf8,
  failed,
  type Invocation,
  type InvocationId,
  type Outcome,
  type Target,
} from "@holdfast/core";
import { expect, it } from "vitest";
import type { Step } from "../workload/step.ts";
import { entry, idOf, invocation, nodeWith, row } from "./history.fixture.ts";
import { OneAtATimeChecker } from "./one-at-a-time.ts";

const json = (value: unknown): Uint8Array => encodeUtf8(JSON.stringify(value));
const target = (service: string, handler: string): Target => ({
  _tag: "Object",
  service,
  key: "k",
  handler,
  access: "Exclusive",
});
const success = (value: unknown): Outcome => ({ _tag: "Success", value: json(value) });

/** Durable facts, one batch after the other, as a checker is shown them. */
class History {
  readonly checker = new OneAtATimeChecker();

  begin(id: InvocationId, of: Target, input: unknown): void {
    const begun = invocation(id, { _tag: "Invoked" }, { target: of });
    const value = json(input);
    const rows = [begun, entry(id, 0, { _tag: "InputCommand", headers: [], value, name: "" })];
    this.checker.durable(nodeWith(rows), rows);
  }

  end(id: InvocationId, of: Target, outcome: Outcome | null): void {
    const status = { _tag: "Completed", outcome } as Invocation["status"];
    const ended: Change =
      outcome === null ? row("invocation", id, "", null) : invocation(id, status, { target: of });
    this.checker.durable(nodeWith([]), [ended]);
  }

  whole(letter: string, of: Target, input: unknown, outcome: Outcome | null): void {
    this.begin(idOf(letter), of, input);
    this.end(idOf(letter), of, outcome);
  }
}

const ADD = target("Counter", "add");
const GET = target("Counter", "get");
const EXEC = target("Box", "exec");

it("lets additions, looks and what was killed between them fit one order", () => {
  const history = new History();
  history.begin(idOf("a"), ADD, {});
  history.whole("b", ADD, {}, success({ value: 1 }));
  history.end(idOf("a"), ADD, success({ value: 2 }));
  history.whole("c", ADD, {}, failed(409, "killed"));
  history.whole("d", GET, {}, success(3));
  history.whole("e", ADD, {}, null);
  history.whole("f", GET, {}, success(3));
  expect(() => history.checker.atRest()).not.toThrow();
});

it.each([
  ["an addition that is lost", success({ value: 1 }), success({ value: 1 })],
  ["an addition that counts twice", success({ value: 1 }), success({ value: 3 })],
])("notices %s", (_, one, two) => {
  const history = new History();
  history.whole("a", ADD, {}, one);
  history.whole("b", ADD, {}, two);
  expect(() => history.checker.atRest()).toThrow(
    /^S-STATE-2: no order explains what was seen of .*\/Counter\/k: after add of aaaaaa fits none of add of bbbbbb/,
  );
});

it("notices a look that sees what a killed addition did, and one after it that does not", () => {
  const history = new History();
  history.whole("a", ADD, {}, failed(409, "killed"));
  history.whole("b", GET, {}, success(1));
  history.whole("c", GET, {}, success(null));
  expect(() => history.checker.atRest()).toThrow(/^S-STATE-2/);
});

it("notices a program that saw the state of another in the middle of its steps", () => {
  const puts: readonly Step[] = [
    { do: "put", key: "a", value: 1 },
    { do: "put", key: "b", value: 1 },
  ];
  const takes: readonly Step[] = [
    { do: "take", key: "a" },
    { do: "take", key: "b" },
    { do: "keys" },
    { do: "clear", key: "a" },
  ];
  const seen = (...values: readonly unknown[]) => success({ token: "t", seen: values });
  const run = (...values: readonly unknown[]): OneAtATimeChecker => {
    const history = new History();
    history.begin(idOf("a"), EXEC, { steps: puts });
    history.whole("b", EXEC, { steps: takes }, seen(...values, null));
    history.end(idOf("a"), EXEC, seen(null, null));
    return history.checker;
  };
  expect(() => run(1, 1, ["a", "b"]).atRest()).not.toThrow();
  expect(() => run(null, null, []).atRest()).not.toThrow();
  expect(() => run(1, null, ["a"]).atRest()).toThrow(/^S-STATE-2/);
});

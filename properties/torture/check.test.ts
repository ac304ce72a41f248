import { expect, test } from "vitest";

import type { Answer } from "./agreed.ts";
import { check, type Violation } from "./check.ts";
import type { Evidence } from "./evidence.ts";
import type { LedgerLine } from "./ledger.ts";

// What an honest server leaves behind: a worker of two steps whose first attempt died after an
// execution of step 1 that was never stored, a counter that was called twice, a flow, a refusal.

const entered = (nonce: string, attempt: string, atMs = 1_000): LedgerLine => ({
  _tag: "Entered",
  nonce,
  attempt,
  atMs,
});

const ran = (
  nonce: string,
  attempt: string,
  step: number,
  execution: string,
  previous: string,
  seen = "",
): LedgerLine => ({ _tag: "Ran", nonce, attempt, step, execution, previous, seen });

const left = (nonce: string, attempt: string, previous: string): LedgerLine => ({
  _tag: "Left",
  nonce,
  attempt,
  previous,
});

const oneStep = (nonce: string): LedgerLine[] => [
  entered(nonce, `${nonce}-1`),
  ran(nonce, `${nonce}-1`, 1, `${nonce}-x`, "none"),
  left(nonce, `${nonce}-1`, `${nonce}-x`),
];

const workerLines: LedgerLine[] = [
  entered("work", "a1"),
  ran("work", "a1", 1, "lost", "none"),
  entered("work", "a2"),
  ran("work", "a2", 1, "kept", "none"),
  ran("work", "a2", 2, "second", "kept"),
  left("work", "a2", "second"),
];

const answered = (nonce: string, value: string, executions: readonly string[]) => ({
  _tag: "Answered" as const,
  answer: { nonce, executions, value, children: [] } satisfies Answer,
});

const rest = { notBeforeMs: 0, wanted: 1, certain: true };

const honest: Evidence = {
  ledger: [
    ...workerLines,
    ...["one", "two", "flow", "refused"].flatMap((nonce) => oneStep(nonce)),
    { _tag: "Waiting", nonce: "one", awakeable: "sign_1x" },
  ],
  asked: [
    {
      ...rest,
      nonce: "work",
      steps: 2,
      wanted: 2,
      expected: { _tag: "Value", value: "v" },
      outcomes: [
        answered("work", "v", ["kept", "second"]),
        answered("work", "v", ["kept", "second"]),
      ],
    },
    ...["one", "two"].map((nonce, index) => ({
      ...rest,
      nonce,
      steps: 1,
      notBeforeMs: 900,
      expected: { _tag: "Counted" as const, key: "k" },
      outcomes: [answered(nonce, String(index + 1), [`${nonce}-x`])],
    })),
    {
      ...rest,
      nonce: "flow",
      steps: 1,
      expected: { _tag: "Released" },
      outcomes: [answered("flow", "go", ["flow-x"])],
    },
    {
      ...rest,
      nonce: "refused",
      steps: 1,
      expected: { _tag: "Refusal", status: 418, message: "no" },
      outcomes: [{ _tag: "Failed", status: 418, message: "no" }],
    },
  ],
  reads: [
    {
      nonce: "read",
      key: "k",
      atLeast: 1,
      text: JSON.stringify({ nonce: "read", count: 1, counted: ["one"] }),
    },
  ],
  released: [
    { nonce: "flow", payload: "go", first: true },
    { nonce: "flow", payload: "late", first: false },
  ],
  finals: [{ key: "k", count: 2, counted: ["one", "two"] }],
  faults: [],
};

test("an honest round has no violations, and counts what was executed again", () => {
  const findings = check(honest);
  expect(findings.violations).toEqual([]);
  expect(findings).toMatchObject({ executions: 7, repeatedUnacknowledged: 1, superseded: 0 });
});

test("an attempt that was replaced may still execute a step that its successor saw stored", () => {
  const late = ran("work", "a1", 1, "later", "none");
  const findings = check({ ...honest, ledger: [...honest.ledger, late] });
  expect(findings.violations).toEqual([]);
  expect(findings).toMatchObject({ repeatedUnacknowledged: 1, superseded: 1 });
});

const withLines = (...lines: LedgerLine[]): Evidence => ({
  ...honest,
  ledger: [...honest.ledger, ...lines],
});

const withoutLine = (gone: (line: LedgerLine) => boolean): Evidence => ({
  ...honest,
  ledger: honest.ledger.filter((line) => !gone(line)),
});

/** The evidence in which something else had become of `nonce`. */
const withOutcomes = (nonce: string, ...outcomes: Evidence["asked"][number]["outcomes"]) => ({
  ...honest,
  asked: honest.asked.map((one) => (one.nonce === nonce ? { ...one, outcomes } : one)),
});

const withFinal = (count: number, counted: readonly string[]): Evidence => ({
  ...honest,
  finals: [{ key: "k", count, counted }],
});

const withRead = (nonce: string, count: number, counted: readonly string[]): Evidence => ({
  ...honest,
  reads: [{ nonce: "read", key: "k", atLeast: 1, text: JSON.stringify({ nonce, count, counted }) }],
});

const doctored: readonly (readonly [string, Violation["_tag"], Evidence])[] = [
  [
    "a stored step is executed again by a new attempt",
    "RunRepeated",
    withLines(entered("work", "a3"), ran("work", "a3", 1, "again", "none")),
  ],
  [
    "the last step is executed again after the handler has left",
    "RunRepeated",
    withLines(entered("work", "a3"), ran("work", "a3", 2, "again", "kept")),
  ],
  [
    "a later attempt is given another result of a step",
    "ResultChanged",
    withLines(entered("work", "a3"), ran("work", "a3", 2, "third", "lost")),
  ],
  [
    "the handler leaves with another result of its last step",
    "ResultChanged",
    withLines(ran("work", "a2", 2, "third", "kept"), left("work", "a2", "third")),
  ],
  [
    "two attempts see different state before the same step",
    "ResultChanged",
    withLines(entered("one", "b2"), ran("one", "b2", 1, "again", "none", "count 7")),
  ],
  [
    "the answer names an execution that was not the stored one",
    "ResultChanged",
    withOutcomes("work", answered("work", "v", ["lost", "second"])),
  ],
  [
    "a handler is given a result that nobody produced",
    "ResultInvented",
    withLines(entered("work", "a3"), ran("work", "a3", 2, "third", "invented")),
  ],
  [
    "a step was skipped",
    "StepMissing",
    withoutLine((line) => line._tag === "Ran" && line.nonce === "work" && line.step === 2),
  ],
  ["an accepted invocation never ran", "NeverRan", withoutLine(({ nonce }) => nonce === "two")],
  ["an invocation nobody asked for ran", "NeverAsked", withLines(...oneStep("stranger"))],
  ["a delayed invocation ran before its time", "TooEarly", withLines(entered("one", "b0", 800))],
  ["a client got no answer", "Unanswered", withOutcomes("flow")],
  [
    "a duplicate request got another answer",
    "AnswersDiffer",
    withOutcomes(
      "work",
      answered("work", "v", ["kept", "second"]),
      answered("work", "v", ["lost", "second"]),
    ),
  ],
  [
    "a client got another's answer",
    "WrongAnswer",
    withOutcomes("flow", answered("work", "go", ["flow-x"])),
  ],
  [
    "an answer has another value",
    "WrongAnswer",
    withOutcomes("one", answered("one", "9", ["one-x"])),
  ],
  [
    "an invocation failed that should not",
    "WrongAnswer",
    withOutcomes("one", { _tag: "Failed", status: 500, message: "oh" }),
  ],
  [
    "a refusal became an answer",
    "WrongAnswer",
    withOutcomes("refused", answered("refused", "v", ["refused-x"])),
  ],
  [
    "a refusal says something else",
    "WrongAnswer",
    withOutcomes("refused", { _tag: "Failed", status: 418, message: "never" }),
  ],
  ["an answer leaves out a step", "WrongAnswer", withOutcomes("one", answered("one", "1", []))],
  ["a call was counted twice", "CounterWrong", withFinal(3, ["one", "two", "one"])],
  ["a call was not counted", "CounterWrong", withFinal(1, ["one"])],
  ["count and list disagree", "CounterWrong", withFinal(3, ["one", "two"])],
  ["a stranger was counted", "CounterWrong", withFinal(3, ["one", "two", "three"])],
  ["a read showed less than was known", "WrongRead", withRead("read", 0, [])],
  ["a read showed what never was", "WrongRead", withRead("read", 1, ["two"])],
  ["a read was answered with another's answer", "WrongRead", withRead("other", 1, ["one"])],
  [
    "a promise was completed twice",
    "PromiseWrong",
    { ...honest, released: honest.released.map((one) => ({ ...one, first: true })) },
  ],
  [
    "a promise was completed by nobody",
    "PromiseWrong",
    { ...honest, released: honest.released.map((one) => ({ ...one, first: false })) },
  ],
  ["something went wrong in plain sight", "Fault", { ...honest, faults: ["it burnt"] }],
];

test.each(doctored)("noticed: %s", (_name, tag, evidence) => {
  expect(check(evidence).violations.map(({ _tag }) => _tag)).toContain(tag);
});

import type { Machine } from "../checker/machine.ts";
import {
  at,
  type Case,
  exclude,
  include,
  isIn,
  mapOf,
  type MapOf,
  put,
  same,
  type SetOf,
  without,
} from "./collections.ts";

interface Done {
  readonly incarnation: number;
  readonly value: number;
}
type Run = Case<"Going", number> | Case<"Done", Done>;
type Answer = Case<"Waits", number> | Case<"Gets", Done> | "Refused";

export interface IdentityState {
  readonly runs: MapOf<Run>;
  /** How many incarnations each key has had, for numbers that never come again. */
  readonly made: MapOf<number>;
  readonly answers: MapOf<Answer>;
  /** What an incarnation has set in motion and still waits for, and who was reached by it. */
  readonly underWay: SetOf<{ readonly key: string; readonly incarnation: number }>;
  readonly reached: SetOf<{ readonly key: string; readonly sent: number; readonly got: number }>;
}

export type IdentityStep =
  | { readonly do: "call"; readonly c: string }
  | { readonly do: "end"; readonly key: string; readonly value: number }
  | { readonly do: "forget" | "sleep"; readonly key: string }
  | { readonly do: "wake"; readonly key: string; readonly incarnation: number };

export interface IdentityScope {
  /** Each client with the key it calls. */
  readonly calls: MapOf<string>;
  /** Keys of workflows; the others are idempotency keys. */
  readonly workflows: readonly string[];
  /** Keys whose invocations sleep. */
  readonly sleepers: readonly string[];
  readonly values: readonly number[];
  readonly incarnations: number;
}

/** The scope of spec/quint/L0/identity.qnt. */
export const IDENTITY_SCOPE: IdentityScope = {
  calls: { c1: "w", c2: "w", c3: "k", c4: "k" },
  workflows: ["w"],
  sleepers: ["k"],
  values: [0, 1],
  incarnations: 2,
};

/** L0, fault-free: which requests are one request; the twin of spec/quint/L0/identity.qnt. */
export function identityMachine(scope: IdentityScope): Machine<IdentityState, IdentityStep> {
  const { calls, workflows, sleepers, values, incarnations } = scope;
  const clients = Object.keys(calls);
  const keys = include([], ...Object.values(calls));
  const numbers = Array.from({ length: incarnations }, (_, n) => n + 1);
  const choices: IdentityStep[] = [
    ...clients.map((c) => ({ do: "call", c }) as const),
    ...keys.flatMap((key) => values.map((value) => ({ do: "end", key, value }) as const)),
    ...keys.map((key) => ({ do: "forget", key }) as const),
    ...sleepers.flatMap((key) => [
      { do: "sleep", key } as const,
      ...numbers.map((incarnation) => ({ do: "wake", key, incarnation }) as const),
    ]),
  ];
  return {
    name: "identity",
    initial: { runs: {}, made: mapOf(keys, 0), answers: {}, underWay: [], reached: [] },
    choices: () => choices,
    act: (s, step) => actOnIdentity(s, step, scope),
    always: {
      "S-IDEMPOTENT-1": (s) =>
        clients.every((c) => clients.every((d) => calls[c] !== calls[d] || agree(s, c, d))),
      "S-WORKFLOW-1": (s) =>
        numbers.every(
          (n) =>
            clients.filter((c) => isIn(workflows, at(calls, c)) && partOf(s.answers[c]) === n)
              .length <= 1,
        ),
      "S-FENCE-1": (s) => s.reached.every(({ sent, got }) => sent === got),
    },
    everyStep: {
      "S-OUTCOME-1": ({ runs }, after) =>
        Object.entries(runs).every(([key, run]) => {
          const next = after.runs[key];
          return run.tag !== "Done" || next === undefined || same(run, next);
        }),
      "S-REPLY-1": ({ answers }, after) =>
        clients.every((c) => {
          const answer = answers[c];
          const isOpen = answer === undefined || partOf(answer, "Waits") !== null;
          return isOpen || same(answer, after.answers[c]);
        }),
    },
    inTheEnd: {
      "L-COMPLETE-1": (s) => Object.values(s.answers).every((a) => partOf(a, "Waits") === null),
    },
    faults: ["call", "forget", "sleep"],
    reached: {
      again: (s) => keys.every((key) => s.made[key] === incarnations),
      refused: (s) => Object.values(s.answers).includes("Refused"),
      sharedOne: (s) =>
        clients.some((c) =>
          clients.some(
            (d) => c !== d && partOf(s.answers[c]) !== null && same(s.answers[c], s.answers[d]),
          ),
        ),
      straggler: (s) => s.underWay.some((u) => u.incarnation < at(s.made, u.key)),
    },
  };
}

/** The incarnation that an answer has to do with, or null; only of one kind, if that is given. */
function partOf(answer: Answer | undefined, kind?: "Waits"): number | null {
  if (answer === undefined || answer === "Refused") return null;
  if (answer.tag === "Waits") return answer.value;
  return kind === "Waits" ? null : answer.value.incarnation;
}

/** Two clients of one key that have outcomes of one incarnation have the same outcome. */
function agree(s: IdentityState, c: string, d: string): boolean {
  const one = s.answers[c];
  const other = s.answers[d];
  if (typeof one !== "object" || one.tag !== "Gets") return true;
  if (typeof other !== "object" || other.tag !== "Gets") return true;
  return one.value.incarnation !== other.value.incarnation || one.value.value === other.value.value;
}

function actOnIdentity(
  s: IdentityState,
  step: IdentityStep,
  scope: IdentityScope,
): IdentityState | null {
  if (step.do === "call") return call(s, step.c, scope);
  const { key } = step;
  const run = s.runs[key];
  const made = at(s.made, key);
  const isGoing = run?.tag === "Going";
  switch (step.do) {
    case "end": {
      if (!isGoing) return null;
      const done = { incarnation: made, value: step.value };
      const answers = Object.entries(s.answers).map(([c, answer]): [string, Answer] => {
        const waits = scope.calls[c] === key && partOf(answer, "Waits") === made;
        return [c, waits ? { tag: "Gets", value: done } : answer];
      });
      const runs = put(s.runs, key, { tag: "Done", value: done } as const);
      return { ...s, runs, answers: Object.fromEntries(answers) };
    }
    case "forget":
      return run?.tag === "Done" ? { ...s, runs: without(s.runs, key) } : null;
    case "sleep":
      if (!isGoing) return null;
      return { ...s, underWay: include(s.underWay, { key, incarnation: made }) };
    case "wake": {
      const { incarnation } = step;
      if (!isIn(s.underWay, { key, incarnation })) return null;
      const woken = { ...s, underWay: exclude(s.underWay, { key, incarnation }) };
      if (!isGoing || run.value !== incarnation) return woken;
      return { ...woken, reached: include(s.reached, { key, sent: incarnation, got: run.value }) };
    }
    default:
      return step satisfies never;
  }
}

/** A call makes a run where there is none; else it is refused or shares what there is. */
function call(s: IdentityState, c: string, scope: IdentityScope): IdentityState | null {
  if (c in s.answers) return null;
  const key = at(scope.calls, c);
  const run = s.runs[key];
  if (run === undefined) {
    const made = at(s.made, key) + 1;
    if (made > scope.incarnations) return null;
    return {
      ...s,
      runs: put(s.runs, key, { tag: "Going", value: made }),
      made: put(s.made, key, made),
      answers: put(s.answers, c, { tag: "Waits", value: made }),
    };
  }
  const shared: Answer =
    run.tag === "Going" ? { tag: "Waits", value: run.value } : { tag: "Gets", value: run.value };
  return { ...s, answers: put(s.answers, c, isIn(scope.workflows, key) ? "Refused" : shared) };
}

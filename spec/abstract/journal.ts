import type { Machine } from "../checker/machine.ts";
import { type Case, same } from "./collections.ts";

export type JournalEntry =
  | Case<"Run", number>
  | Case<"Result", { readonly nr: number; readonly value: number }>
  | Case<"Output", readonly number[]>;

interface Attempt {
  readonly epoch: number;
  /** Whether its stream still reaches a server that lives. */
  readonly joined: boolean;
  /** The journal as the handler sees it: what it replayed, was told, and sent itself. */
  readonly local: readonly JournalEntry[];
  /** The value of a run that it did, and whether it has proposed it. */
  readonly doing: readonly number[];
  readonly proposed: boolean;
}

export interface JournalState {
  readonly phase: "Owed" | "Invoked" | "Ended";
  readonly epoch: number;
  readonly journal: readonly JournalEntry[];
  readonly attempts: readonly Attempt[];
}

export type JournalStep =
  | { readonly do: "begin" | "giveUp" | "crash" }
  | { readonly do: "announce" | "propose" | "tell" | "end"; readonly n: number }
  | { readonly do: "do"; readonly n: number; readonly value: number };

export interface JournalScope {
  readonly runs: number;
  readonly attempts: number;
  readonly values: readonly number[];
}

/** The scope of spec/quint/L2/journal.qnt. */
export const JOURNAL_SCOPE: JournalScope = { runs: 2, attempts: 2, values: [0, 1] };

/** The results in a journal, in order. */
export function valuesIn(journal: readonly JournalEntry[]): readonly number[] {
  return journal.flatMap((entry) => (entry.tag === "Result" ? [entry.value.value] : []));
}

/** An attempt is heard while it is the newest of a living server (S-FENCE-1, S-FENCE-2). */
export function hears(s: JournalState, n: number): boolean {
  const attempt = s.attempts[n];
  return s.phase === "Invoked" && attempt?.joined === true && attempt.epoch === s.epoch;
}

/** L2: record and replay with late attempts; the twin of spec/quint/L2/journal.qnt. */
export function journalMachine(scope: JournalScope): Machine<JournalState, JournalStep> {
  const { runs } = scope;
  return {
    name: "journal",
    initial: { phase: "Owed", epoch: 1, journal: [], attempts: [] },
    choices: ({ attempts }) => [
      ...(["begin", "giveUp", "crash"] as const).map((name) => ({ do: name })),
      ...attempts.flatMap((_, n) => choicesOf(n, scope)),
    ],
    act: (s, step) => ("n" in step ? speak(s, step, scope) : serve(s, step.do, scope)),
    always: {
      "S-JOURNAL-1": (s) =>
        s.attempts.every(
          ({ local }, n) => !hears(s, n) || same(local, s.journal.slice(0, local.length)),
        ),
      "S-JOURNAL-2": ({ journal }) =>
        journal.every((entry, n) => isInPlace(entry, n, journal, runs)),
      "S-RUN-1": (s) =>
        s.attempts.every(({ local }) => {
          const told = valuesIn(local);
          return same(told, valuesIn(s.journal).slice(0, told.length));
        }),
      "S-FENCE-2": (s) => s.attempts.filter((_, n) => hears(s, n)).length <= 1,
    },
    everyStep: {
      "S-JOURNAL-1": (before, after) =>
        same(before.journal, after.journal.slice(0, before.journal.length)),
      "S-FENCE-1": (before, after, step) =>
        !("n" in step) || hears(before, step.n) || same(before.journal, after.journal),
    },
    reached: {
      ended: (s) => s.phase === "Ended",
      late: (s) =>
        s.phase === "Ended" &&
        s.attempts.some(({ epoch, proposed }) => epoch < s.epoch && proposed),
      replays: (s) =>
        s.phase === "Invoked" && s.journal.length === 4 && s.attempts.length === scope.attempts,
    },
  };
}

function choicesOf(n: number, { values }: JournalScope): JournalStep[] {
  return [
    ...(["announce", "propose", "tell", "end"] as const).map((name) => ({ do: name, n })),
    ...values.map((value) => ({ do: "do", n, value }) as const),
  ];
}

/** The journal is Run 0, Result 0, Run 1, … Output, each once. */
function isInPlace(
  entry: JournalEntry,
  n: number,
  journal: readonly JournalEntry[],
  runs: number,
): boolean {
  switch (entry.tag) {
    case "Run":
      return n === 2 * entry.value;
    case "Result":
      return n === 2 * entry.value.nr + 1;
    case "Output":
      return n === 2 * runs && same(entry.value, valuesIn(journal));
    default:
      return entry satisfies never;
  }
}

/** What the server does, and what befalls it. */
function serve(
  s: JournalState,
  name: "begin" | "giveUp" | "crash",
  scope: JournalScope,
): JournalState | null {
  switch (name) {
    case "begin": {
      if (s.phase !== "Owed" || s.attempts.length >= scope.attempts) return null;
      const { epoch, journal: local } = s;
      const attempt = { epoch, joined: true, local, doing: [], proposed: false };
      return { ...s, phase: "Invoked", attempts: [...s.attempts, attempt] };
    }
    case "giveUp":
      return s.phase === "Invoked" ? { ...s, phase: "Owed", epoch: s.epoch + 1 } : null;
    case "crash": {
      if (s.phase !== "Invoked") return null;
      return { ...s, phase: "Owed", attempts: s.attempts.map((a) => ({ ...a, joined: false })) };
    }
    default:
      return name satisfies never;
  }
}

/** What attempt `n` does; a server that does not hear it does not move. */
function speak(
  s: JournalState,
  step: Extract<JournalStep, { readonly n: number }>,
  scope: JournalScope,
): JournalState | null {
  const { n } = step;
  const attempt = s.attempts[n];
  if (attempt === undefined) return null;
  const { local, doing } = attempt;
  const nr = valuesIn(local).length;
  const announced = local.some((entry) => same(entry, { tag: "Run", value: nr }));
  switch (step.do) {
    case "announce": {
      if (nr >= scope.runs || announced) return null;
      const run = { tag: "Run", value: nr } as const;
      return store(withAttempt(s, n, { ...attempt, local: [...local, run] }), n, run);
    }
    case "do":
      if (doing.length > 0 || !announced) return null;
      return withAttempt(s, n, { ...attempt, doing: [step.value] });
    case "propose": {
      const [value] = doing;
      if (value === undefined || attempt.proposed) return null;
      const result = { tag: "Result", value: { nr, value } } as const;
      return store(withAttempt(s, n, { ...attempt, proposed: true }), n, result);
    }
    case "tell": {
      const entry = s.journal[local.length];
      if (!hears(s, n) || entry === undefined) return null;
      return withAttempt(s, n, {
        ...attempt,
        doing: [],
        proposed: false,
        local: [...local, entry],
      });
    }
    case "end": {
      const output = { tag: "Output", value: valuesIn(local) } as const;
      if (nr !== scope.runs || same(local.at(-1), output)) return null;
      const said = store(withAttempt(s, n, { ...attempt, local: [...local, output] }), n, output);
      return hears(s, n) ? { ...said, phase: "Ended" } : said;
    }
    default:
      return step satisfies never;
  }
}

function withAttempt(s: JournalState, n: number, attempt: Attempt): JournalState {
  return { ...s, attempts: s.attempts.with(n, attempt) };
}

/** What attempt `n` says is stored if it is heard, and changes nothing if not. */
function store(s: JournalState, n: number, entry: JournalEntry): JournalState {
  return hears(s, n) ? { ...s, journal: [...s.journal, entry] } : s;
}

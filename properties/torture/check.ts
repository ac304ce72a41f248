import { checkAnswers, checkCounters, checkReleases } from "./check-answers.ts";
import { checkRuns, type RunFindings } from "./check-runs.ts";
import type { Evidence } from "./evidence.ts";

/** A promise that was broken, and for whom. */
export interface Violation {
  readonly _tag:
    | "NeverAsked"
    | "NeverRan"
    | "RunRepeated"
    | "ResultChanged"
    | "ResultInvented"
    | "StepMissing"
    | "TooEarly"
    | "Unanswered"
    | "AnswersDiffer"
    | "WrongAnswer"
    | "CounterWrong"
    | "WrongRead"
    | "PromiseWrong"
    | "TraceRefused"
    | "Fault";
  /** Of the invocation, or the key of the counter. */
  readonly nonce: string;
  readonly text: string;
}

/** Judges a round by what it left behind, and by nothing that the server says of itself. */
export function check(evidence: Evidence): RunFindings {
  const asked = new Map(evidence.asked.map((one) => [one.nonce, one]));
  const runs = checkRuns(evidence.ledger, asked);
  const faults = evidence.faults.map((text): Violation => ({ _tag: "Fault", nonce: "-", text }));
  const others = [checkAnswers(evidence), checkCounters(evidence), checkReleases(evidence)].flat();
  return { ...runs, violations: [...faults, ...runs.violations, ...others] };
}

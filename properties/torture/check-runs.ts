import type { Asked } from "./evidence.ts";
import { type LedgerLine, NO_EXECUTION } from "./ledger.ts";
import type { Violation } from "./check.ts";

type Ran = Extract<LedgerLine, { readonly _tag: "Ran" }>;

/** What the ledger says of one invocation. */
interface Story {
  /** Attempts by the order in which they entered the handler. */
  readonly entered: Map<string, number>;
  firstEnteredMs: number;
  /** Executions of each step, in the order of the ledger. */
  readonly ran: Map<number, { readonly line: Ran; readonly at: number }[]>;
  /** Proofs that a step's result had been stored, in the order of the ledger. */
  readonly proofs: Proof[];
  readonly violations: Violation[];
}

/** A ledger line that shows which execution of `step` was stored: its attempt had seen it. */
interface Proof {
  readonly step: number;
  readonly execution: string;
  readonly attempt: string;
}

/** The runs of a round: what went wrong, and what is no fault but worth counting. */
export interface RunFindings {
  readonly violations: Violation[];
  readonly executions: number;
  /** Executions beyond the first of a step whose result had not been stored yet. */
  readonly repeatedUnacknowledged: number;
  /** Executions by an attempt that a newer one had already replaced and outrun. */
  readonly superseded: number;
}

/** Whether runs were executed and remembered as promised (S-RUN-1, S-TIMER-1). */
export function checkRuns(
  ledger: readonly LedgerLine[],
  asked: ReadonlyMap<string, Asked>,
): RunFindings {
  const findings = { violations: [] as Violation[], executions: 0, superseded: 0 };
  let steps = 0;
  const stories = byNonce(ledger);
  for (const [nonce, lines] of stories) {
    const wanted = asked.get(nonce);
    if (wanted === undefined) {
      findings.violations.push({ _tag: "NeverAsked", nonce, text: "nobody asked for it" });
      continue;
    }
    const story = readStory(nonce, lines, findings);
    findings.violations.push(...story.violations, ...judge(wanted, story));
    steps += story.ran.size;
  }
  for (const { nonce, certain } of asked.values()) {
    if (!certain || stories.has(nonce)) continue;
    findings.violations.push({ _tag: "NeverRan", nonce, text: "accepted, but never entered" });
  }
  const repeatedUnacknowledged = findings.executions - steps - findings.superseded;
  return { ...findings, repeatedUnacknowledged };
}

function byNonce(ledger: readonly LedgerLine[]): Map<string, LedgerLine[]> {
  const stories = new Map<string, LedgerLine[]>();
  for (const line of ledger) {
    const lines = stories.get(line.nonce);
    if (lines === undefined) stories.set(line.nonce, [line]);
    else lines.push(line);
  }
  return stories;
}

function readStory(
  nonce: string,
  lines: readonly LedgerLine[],
  counts: { executions: number; superseded: number },
): Story {
  const story: Story = {
    entered: new Map(),
    firstEnteredMs: Number.POSITIVE_INFINITY,
    ran: new Map(),
    proofs: [],
    violations: [],
  };
  for (const [at, line] of lines.entries()) {
    switch (line._tag) {
      case "Entered":
        story.entered.set(line.attempt, at);
        story.firstEnteredMs = Math.min(story.firstEnteredMs, line.atMs);
        break;
      case "Ran":
        counts.executions += 1;
        if (isRepeated(story, line)) {
          const text = `step ${line.step} was executed again after its result was stored`;
          story.violations.push({ _tag: "RunRepeated", nonce, text });
        } else if (story.proofs.some(({ step }) => step >= line.step)) counts.superseded += 1;
        story.ran.set(line.step, [...(story.ran.get(line.step) ?? []), { line, at }]);
        prove(story, nonce, { ...line, step: line.step - 1, execution: line.previous });
        break;
      case "Left": {
        const step = Math.max(0, ...story.ran.keys());
        prove(story, nonce, { ...line, step, execution: line.previous });
        break;
      }
      case "Waiting":
        break;
      default:
        line satisfies never;
    }
  }
  return story;
}

/**
 * Whether this execution comes after a proof that its step was stored. Only an attempt that began
 * before the one that has the proof may still do that: it was replaced without noticing.
 */
function isRepeated(story: Story, line: Ran): boolean {
  const began = story.entered.get(line.attempt) ?? Number.POSITIVE_INFINITY;
  return story.proofs.some(
    ({ step, attempt }) => step >= line.step && began >= (story.entered.get(attempt) ?? 0),
  );
}

/** Notes which execution an attempt has seen stored; all that see a step see the same one. */
function prove(story: Story, nonce: string, proof: Proof): void {
  const { step, execution } = proof;
  const other = story.proofs.find((known) => known.step === step && known.execution !== execution);
  if (other !== undefined) {
    const text = `step ${step} was stored as ${other.execution}, and then as ${execution}`;
    story.violations.push({ _tag: "ResultChanged", nonce, text });
  }
  const executed =
    step === 0
      ? execution === NO_EXECUTION
      : (story.ran.get(step) ?? []).some(({ line }) => line.execution === execution);
  if (!executed) {
    const text = `the result of step ${step} is ${execution}, which was never executed`;
    story.violations.push({ _tag: "ResultInvented", nonce, text });
  }
  story.proofs.push(proof);
}

/** Compares the story of one invocation with what was asked, and with what was answered. */
function judge(asked: Asked, story: Story): Violation[] {
  const { nonce, steps, notBeforeMs, outcomes, certain } = asked;
  const found: Violation[] = [];
  const say = (_tag: Violation["_tag"], text: string): void => {
    found.push({ _tag, nonce, text });
  };
  if (story.firstEnteredMs < notBeforeMs) {
    say("TooEarly", `entered ${notBeforeMs - story.firstEnteredMs} ms before its time`);
  }
  for (let step = 1; certain && step <= steps; step += 1) {
    if (!story.ran.has(step)) say("StepMissing", `step ${step} of ${steps} was never executed`);
    const seen = new Set((story.ran.get(step) ?? []).map(({ line }) => line.seen));
    if (seen.size > 1) say("ResultChanged", `before step ${step} it saw ${[...seen].join(" / ")}`);
  }
  if (Math.max(0, ...story.ran.keys()) > steps) say("StepMissing", `more than ${steps} steps`);
  for (const outcome of outcomes) {
    if (outcome._tag !== "Answered") continue;
    const { executions } = outcome.answer;
    if (executions.length !== steps) say("WrongAnswer", `${executions.length} of ${steps} steps`);
    for (const [index, execution] of executions.entries()) {
      const proven = story.proofs.find(({ step }) => step === index + 1)?.execution;
      if (proven === execution) continue;
      say("ResultChanged", `step ${index + 1} stored ${proven}, but the answer says ${execution}`);
    }
  }
  return found;
}

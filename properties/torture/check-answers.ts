import { isDeepStrictEqual } from "node:util";

import type { Violation } from "./check.ts";
import type { Asked, Evidence, Final, Outcome, Read } from "./evidence.ts";
import type { Reading } from "./services/counter.ts";

/** Whether every client was answered, each with the answer to its own request (S-REPLY-1). */
export function checkAnswers({ asked, finals, released }: Evidence): Violation[] {
  return asked.flatMap((one) => {
    const { nonce, outcomes, wanted } = one;
    const found: Violation[] = [];
    if (outcomes.length < wanted) {
      const text = `${outcomes.length} of ${wanted} answers came in time`;
      found.push({ _tag: "Unanswered", nonce, text });
    }
    const [first] = outcomes;
    for (const outcome of outcomes) {
      if (!isDeepStrictEqual(outcome, first)) {
        const text = `${JSON.stringify(first)} and ${JSON.stringify(outcome)}`;
        found.push({ _tag: "AnswersDiffer", nonce, text });
      }
      const wrong = wrongness(one, outcome, finals, released);
      if (wrong !== null) found.push({ _tag: "WrongAnswer", nonce, text: wrong });
    }
    return found;
  });
}

function wrongness(
  { nonce, expected }: Asked,
  outcome: Outcome,
  finals: readonly Final[],
  released: Evidence["released"],
): string | null {
  if (expected._tag === "Refusal") {
    const { status, message } = expected;
    const refused =
      outcome._tag === "Failed" && outcome.status === status && outcome.message === message;
    return refused ? null : `expected ${status} "${message}", got ${JSON.stringify(outcome)}`;
  }
  if (outcome._tag === "Failed") return `failed: ${outcome.status} ${outcome.message}`;
  const { answer } = outcome;
  if (answer.nonce !== nonce) return `the answer is that of ${answer.nonce}`;
  const value = expectedValue(nonce, expected, finals, released);
  return answer.value === value ? null : `answered "${answer.value}" instead of "${value}"`;
}

function expectedValue(
  nonce: string,
  expected: Exclude<Asked["expected"], { _tag: "Refusal" }>,
  finals: readonly Final[],
  released: Evidence["released"],
): string {
  switch (expected._tag) {
    case "Value":
      return expected.value;
    case "Counted": {
      const final = finals.find(({ key }) => key === expected.key);
      return String((final?.counted.indexOf(nonce) ?? -1) + 1);
    }
    case "Released":
      return released.find((release) => release.nonce === nonce && release.first)?.payload ?? "";
    default:
      return expected satisfies never;
  }
}

/** Whether each counter counted each of its calls once, and reads saw what was known (S-STATE-1). */
export function checkCounters({ asked, finals, reads }: Evidence): Violation[] {
  const found: Violation[] = [];
  for (const { key, count, counted } of finals) {
    const say = (nonce: string, text: string): void => {
      found.push({ _tag: "CounterWrong", nonce, text: `${key}: ${text}` });
    };
    const calls = asked.filter(({ expected }) => isCountedBy(expected, key));
    if (count !== counted.length) say(key, `counts ${count}, lists ${counted.length}`);
    for (const { nonce, certain } of calls) {
      const times = counted.filter((one) => one === nonce).length;
      if (times > 1 || (certain && times === 0)) say(nonce, `counted ${times} times`);
    }
    const strangers = counted.filter((nonce) => !calls.some((call) => call.nonce === nonce));
    for (const nonce of strangers) say(nonce, "counted, but nobody asked for it");
  }
  for (const read of reads) {
    const wrong = wrongRead(read, finals);
    if (wrong !== null) found.push({ _tag: "WrongRead", nonce: read.nonce, text: wrong });
  }
  return found;
}

function isCountedBy(expected: Asked["expected"], key: string): boolean {
  return expected._tag === "Counted" && expected.key === key;
}

function wrongRead({ nonce, key, atLeast, text }: Read, finals: readonly Final[]): string | null {
  const reading = JSON.parse(text) as Reading;
  if (reading.nonce !== nonce) return `the answer is that of ${reading.nonce}`;
  if (reading.count < atLeast) return `read ${reading.count} when it was known to be ${atLeast}`;
  const final = finals.find((one) => one.key === key)?.counted ?? [];
  const prefix = final.slice(0, reading.counted.length);
  return isDeepStrictEqual(prefix, reading.counted)
    ? null
    : `read ${text}, in the end ${final.join(" ")}`;
}

/** Whether each flow was released by exactly one of those who tried (S-PROMISE-1). */
export function checkReleases({ released }: Evidence): Violation[] {
  const nonces = new Set(released.map(({ nonce }) => nonce));
  return [...nonces].flatMap((nonce): Violation[] => {
    const firsts = released.filter((one) => one.nonce === nonce && one.first).length;
    if (firsts === 1) return [];
    return [{ _tag: "PromiseWrong", nonce, text: `${firsts} releases came first` }];
  });
}

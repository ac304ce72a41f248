import type { Waited } from "./rows.ts";
import type { Invocation } from "./state.ts";

/** How something that is waited for came out, and the journal index that decided it. */
interface Verdict {
  readonly as: "Success" | "Failure" | "Either";
  readonly at: number;
}

/**
 * Whether one of these is settled by what an invocation has stored: then it does not sleep on
 * (L-WAKE-1); and while none is, it does (S-WAKE-1).
 */
export function isSettled(list: readonly Waited[], invocation: Invocation): boolean {
  return list.some((each) => verdict(each, invocation) !== null);
}

/** The same list without the parts that are settled, each in its group. */
export function stillWaited(list: readonly Waited[], invocation: Invocation): readonly Waited[] {
  return list
    .filter((each) => verdict(each, invocation) === null)
    .map((each) =>
      typeof each === "string" ? each : { ...each, of: stillWaited(each.of, invocation) },
    );
}

/** Every notification that a list names. */
export function namesOf(list: readonly Waited[]): readonly string[] {
  return list.flatMap((each) => (typeof each === "string" ? [each] : namesOf(each.of)));
}

export function sameWaited(a: readonly Waited[], b: readonly Waited[]): boolean {
  return a === b || (a.length === b.length && a.every((each, i) => sameOne(each, b[i])));
}

function sameOne(a: Waited, b: Waited | undefined): boolean {
  if (typeof a === "string" || typeof b === "string" || b === undefined) return a === b;
  return a.combinator === b.combinator && sameWaited(a.of, b.of);
}

function verdict(waited: Waited, invocation: Invocation): Verdict | null {
  if (typeof waited === "string") {
    const at = invocation.stored.get(waited);
    if (at === undefined) return null;
    return { as: invocation.failures.has(waited) ? "Failure" : "Success", at };
  }
  const { combinator, of } = waited;
  const done = of
    .map((each) => verdict(each, invocation))
    .filter((each) => each !== null)
    .sort((a, b) => a.at - b.at);
  const [first] = done;
  const last = done.length === of.length ? done.at(-1) : undefined;
  switch (combinator) {
    case "Unknown":
      return first === undefined ? null : { ...first, as: "Either" };
    case "FirstCompleted":
      return first ?? null;
    case "AllCompleted":
      return last === undefined ? null : { ...last, as: "Success" };
    case "FirstSucceededOrAllFailed":
      return done.find(({ as }) => as !== "Failure") ?? last ?? null;
    case "AllSucceededOrFirstFailed":
      return done.find(({ as }) => as !== "Success") ?? last ?? null;
    default:
      return combinator satisfies never;
  }
}

import { beginAttempt, endAttempt } from "./begin-attempt.ts";
import { complete } from "./complete.ts";
import type { Happening } from "./happenings.ts";
import { heard, resultOf, tell } from "./journal.ts";
import type { Move } from "./move.ts";
import { TOLD } from "./names.ts";
import { AT_FAULT, fail } from "./retry.ts";
import { isSettled, stillWaited } from "./waited.ts";

type Of<K extends Happening["_tag"]> = Extract<Happening, { readonly _tag: K }>;

/** A run has its result: it is recorded, the first time. */
export function record(move: Move, event: Of<"RunCompletionProposed">): void {
  const invocation = heard(move, event);
  if (invocation === null) return;
  move.did("progress.record");
  const key = `c${event.completionId}`;
  if (invocation.stored.has(key)) return move.rest("journal.again", `${key} is stored already`);
  invocation.pin ??= event.pin;
  tell(move, invocation, key, TOLD.ran, resultOf(event.outcome));
}

/** An attempt gives way until something is there; if it is there by now, the next one begins. */
export function suspend(move: Move, event: Of<"AttemptSuspended">): void {
  const invocation = heard(move, event);
  if (invocation === null) return;
  invocation.policyAttempts = 0;
  endAttempt(move, invocation);
  if (isSettled(event.waitingFor, invocation)) {
    move.did("wakeup.stored");
    invocation.status = { _tag: "Suspended", waitingFor: [] };
    beginAttempt(move, invocation);
    return;
  }
  move.did("wakeup.suspend");
  const waitingFor = stillWaited(event.waitingFor, invocation);
  invocation.status = { _tag: "Suspended", waitingFor };
  move.touch(invocation);
}

/** A handler has come to its end: with the Output that it stored, or it is at fault. */
export function end(move: Move, event: Of<"AttemptEnded">): void {
  const invocation = heard(move, event);
  if (invocation === null) return;
  if (invocation.output === null) {
    fail(move, invocation, AT_FAULT);
    return;
  }
  move.did("progress.end");
  complete(move, invocation, invocation.output);
}

export function failAttempt(move: Move, event: Of<"AttemptFailed">): void {
  const invocation = heard(move, event);
  if (invocation !== null) fail(move, invocation, event);
}

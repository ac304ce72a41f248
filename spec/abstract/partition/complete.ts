import { endAttempt } from "./begin-attempt.ts";
import { forget, forgetJournal } from "./forget.ts";
import { leave, release } from "./locks.ts";
import { send, tellListener } from "./mail.ts";
import type { Move } from "./move.ts";
import type { Outcome } from "./rows.ts";
import type { Invocation } from "./state.ts";
import { arm, disarm } from "./arm-timer.ts";

/** The outcomes that a partition gives by itself. */
export const CANCELLED = failure(409, "canceled");
const KILLED = failure(409, "killed");
export const ALREADY_INVOKED = failure(409, "the workflow method was already invoked");
export const ALREADY_COMPLETED = failure(409, "promise was already completed");
export const NOT_FOUND = failure(404, "not found");

/**
 * The messages of these: whoever tells rows by digests leaves them as they are, since what a
 * partition does is compared with them.
 */
export const OWN_MESSAGES: ReadonlySet<string> = new Set(
  [CANCELLED, KILLED, ALREADY_INVOKED, ALREADY_COMPLETED, NOT_FOUND].flatMap((outcome) =>
    outcome._tag === "Failure" ? [outcome.failure.message] : [],
  ),
);

function failure(code: number, message: string): Outcome {
  return { _tag: "Failure", failure: { code, message } };
}

/** An invocation ends: it is kept for as long as it is to be, all who wait are told, its key goes on. */
export function complete(move: Move, invocation: Invocation, outcome: Outcome): void {
  const { id, status, epoch, listeners } = invocation;
  endAttempt(move, invocation);
  if (status._tag === "BackingOff") {
    disarm(move, { _tag: "Retry", dueMs: status.retryAtMs, id, epoch });
  }
  keep(move, invocation, outcome);
  for (const listener of listeners) tellListener(move, listener, outcome);
  release(move, invocation);
}

function keep(move: Move, invocation: Invocation, outcome: Outcome): void {
  const { id, completionRetentionMs, journalRetentionMs } = invocation;
  if (completionRetentionMs <= 0) {
    move.did("retention.none");
    forget(move, invocation);
    return;
  }
  move.did("retention.keep");
  const expiresAtMs = move.nowMs + completionRetentionMs;
  invocation.status = { _tag: "Completed", outcome, expiresAtMs };
  invocation.listeners = [];
  move.touch(invocation);
  arm(move, { _tag: "ExpireInvocation", dueMs: expiresAtMs, id });
  if (journalRetentionMs <= 0) forgetJournal(move, invocation);
  else if (journalRetentionMs < completionRetentionMs) {
    arm(move, { _tag: "ExpireJournal", dueMs: move.nowMs + journalRetentionMs, id });
  }
}

/** Ends one that has not started: it gives up its place in the queue, or in time. */
export function endWaiting(move: Move, invocation: Invocation, outcome: Outcome): void {
  const { id, status } = invocation;
  if (status._tag === "Scheduled") disarm(move, { _tag: "Start", dueMs: status.startAtMs, id });
  leave(move, invocation);
  complete(move, invocation, outcome);
}

/** Ends one that goes, and all that it called. */
export function kill(move: Move, invocation: Invocation): void {
  const { status, callees } = invocation;
  if (status._tag === "Completed") return;
  if (status._tag === "Scheduled" || status._tag === "Inboxed") {
    move.did("trees.killWaiting");
    endWaiting(move, invocation, KILLED);
    return;
  }
  move.did("trees.kill");
  for (const id of callees) send(move, { _tag: "Kill", id });
  complete(move, invocation, KILLED);
}

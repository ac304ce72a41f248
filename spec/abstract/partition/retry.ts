import { endAttempt } from "./begin-attempt.ts";
import { arm } from "./arm-timer.ts";
import { complete } from "./complete.ts";
import type { Move } from "./move.ts";
import type { Failure, Result } from "./rows.ts";
import type { Invocation } from "./state.ts";

/** How an attempt failed. */
export interface Failing {
  /** Null where the partition finds its own words. */
  readonly failure: Failure | null;
  readonly nextRetryDelayMs: number | null;
  readonly behavior: "Retry" | "Pause" | "Fail";
}

/** The partition itself finds fault with what an attempt sent. */
export const AT_FAULT: Failing = { failure: null, nextRetryDelayMs: null, behavior: "Retry" };

/**
 * After a failed attempt there is a next one, later; or an operator has to look; or the invocation
 * ends with the failure. Which of these is for the retry policy to say, which is not modelled.
 */
export function fail(move: Move, invocation: Invocation, failing: Failing): void {
  const { id, epoch } = invocation;
  if (failing.nextRetryDelayMs === null) invocation.policyAttempts++;
  const row = move.done("invocation", id, "");
  if (row === undefined) return move.refuse("retry.backOff", `the failed attempt of ${id} goes on`);
  const status = row?.status ?? null;
  if (status?._tag === "Completed" && status.outcome._tag === "Success") {
    move.refuse("progress.end", `${id} ends, and no Output of it is there`);
  }
  if (status === null || status._tag === "Completed") {
    move.did("retry.giveUp");
    complete(move, invocation, { _tag: "Failure", failure: failureOf(move, invocation, failing) });
    return;
  }
  if (failing.behavior === "Fail") {
    move.refuse("retry.giveUp", `${id} has to end with its failure, and is ${status._tag}`);
  }
  endAttempt(move, invocation);
  if (status._tag === "Paused") {
    move.did("retry.pause");
    invocation.status = { _tag: "Paused" };
    move.touch(invocation);
    return;
  }
  if (failing.behavior === "Pause") {
    move.refuse("retry.pause", `${id} has to pause, and is ${status._tag}`);
  }
  if (status._tag !== "BackingOff") {
    return move.refuse("retry.backOff", `after a failed attempt ${id} is ${status._tag}`);
  }
  move.did("retry.backOff");
  const { retryAtMs } = status;
  const delayMs = retryAtMs - move.nowMs;
  if (delayMs < 0 || delayMs !== (failing.nextRetryDelayMs ?? delayMs)) {
    move.refuse("retry.backOff", `the next attempt of ${id} comes after ${delayMs} ms`);
  }
  invocation.status = { _tag: "BackingOff", retryAtMs };
  move.touch(invocation);
  arm(move, { _tag: "Retry", dueMs: retryAtMs, id, epoch });
}

/** The failure that an invocation ends with: the given one, or the one that was really told. */
function failureOf(move: Move, invocation: Invocation, { failure }: Failing): Failure {
  return failure ?? failureTold(move, invocation) ?? { code: 500, message: "told to nobody" };
}

function failureTold(move: Move, { id, listeners }: Invocation): Failure | null {
  const status = move.done("invocation", id, "")?.status;
  if (status?._tag === "Completed" && status.outcome._tag === "Failure") {
    return status.outcome.failure;
  }
  for (const listener of listeners) {
    const key = `c${listener.completionId}`;
    for (const { table, group, value } of move.changes) {
      let told: Result | null = null;
      if (table === "journal" && group === listener.id && value?._tag === "Notification") {
        if (value.key === key) told = value.result;
      } else if (table === "outbox" && value?.message._tag === "Notify") {
        const { message } = value;
        if (message.id === listener.id && message.key === key) told = message.result;
      }
      if (told?._tag === "Failure") return told.failure;
    }
  }
  return null;
}

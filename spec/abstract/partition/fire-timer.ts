import { isDue } from "../timers.ts";
import { beginAttempt } from "./begin-attempt.ts";
import { forget, forgetJournal } from "./forget.ts";
import { enter } from "./locks.ts";
import type { Move } from "./move.ts";
import { TOLD } from "./names.ts";

/** A timer goes off, once, and not before it is due. */
export function fireTimer(move: Move, name: string): void {
  const { state, nowMs } = move;
  const timer = state.timers.get(name);
  if (timer === undefined) {
    move.rest("timers.early", `there is no timer ${name}`);
    return;
  }
  if (!isDue(timer.dueMs, nowMs)) {
    move.rest("timers.early", `it is ${nowMs}, and the timer is due at ${timer.dueMs}`);
    return;
  }
  move.did("timers.fire");
  state.dropTimer(name, timer);
  move.remove("timer", "", name);
  const invocation = state.invocations.get(timer.id);
  if (invocation === undefined) return;
  const { status } = invocation;
  switch (timer._tag) {
    case "Sleep": {
      const { id, incarnation, completionId } = timer;
      const key = `c${completionId}`;
      const result = { _tag: "Void" } as const;
      move.inbound.push({ _tag: "Notify", id, incarnation, type: TOLD.slept, key, result });
      return;
    }
    case "Start":
      if (status._tag === "Scheduled") enter(move, invocation);
      return;
    case "Retry":
      if (status._tag === "BackingOff" && invocation.epoch === timer.epoch) {
        beginAttempt(move, invocation);
      }
      return;
    case "ExpireJournal":
      if (status._tag === "Completed") forgetJournal(move, invocation);
      return;
    case "ExpireInvocation":
      if (status._tag === "Completed") forget(move, invocation);
      return;
    default:
      timer satisfies never;
  }
}

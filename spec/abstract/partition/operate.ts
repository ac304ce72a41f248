import { disarm } from "./arm-timer.ts";
import { beginAttempt, endAttempt } from "./begin-attempt.ts";
import { forgetJournal } from "./forget.ts";
import type { Ask } from "./happenings.ts";
import type { Move } from "./move.ts";

/** An operator stops the attempts of an invocation; one that has none to stop stays (S-PAUSE-1). */
export function pause(move: Move, id: string): void {
  const invocation = move.state.invocations.get(id);
  const status = invocation?.status;
  if (status?._tag !== "Invoked" && status?._tag !== "BackingOff") return;
  if (invocation === undefined) return;
  move.did("operate.pause");
  endAttempt(move, invocation);
  if (status._tag === "BackingOff") {
    disarm(move, { _tag: "Retry", dueMs: status.retryAtMs, id, epoch: invocation.epoch });
  }
  invocation.status = { _tag: "Paused" };
  move.touch(invocation);
}

/**
 * An operator wants an invocation to go on now. Whether it may go on elsewhere is for the registry
 * to say, which is not modelled: then it goes on where it really does, or stays as it is.
 */
export function resume(move: Move, { id, keeps }: Extract<Ask, { _tag: "Resume" }>): void {
  const invocation = move.state.invocations.get(id);
  if (invocation === undefined) return;
  const { status, pin } = invocation;
  if (status._tag === "BackingOff") {
    if (!keeps) return;
    move.did("operate.resume");
    disarm(move, { _tag: "Retry", dueMs: status.retryAtMs, id, epoch: invocation.epoch });
    beginAttempt(move, invocation);
    return;
  }
  if (status._tag !== "Paused" && status._tag !== "Suspended") return;
  const row = move.done("invocation", id, "");
  if (!keeps) {
    if (row === undefined || row === null) return;
    if ((row.pin === null) !== (pin === null)) {
      move.refuse("operate.resume", `${id} is bound to a deployment by being resumed`);
    }
    if (row.pin?.protocolVersion !== pin?.protocolVersion) {
      move.refuse("operate.resume", `${id} goes on with another protocol version`);
    }
    invocation.pin = row.pin;
  }
  move.did("operate.resume");
  invocation.policyAttempts = 0;
  beginAttempt(move, invocation);
}

/** The journal of one that has ended is forgotten before its time; the outcome stays. */
export function purgeJournal(move: Move, id: string): void {
  const invocation = move.state.invocations.get(id);
  if (invocation?.status._tag !== "Completed") return;
  const { completionRetentionMs, journalRetentionMs, status } = invocation;
  forgetJournal(move, invocation);
  const dueMs = status.expiresAtMs - completionRetentionMs + journalRetentionMs;
  disarm(move, { _tag: "ExpireJournal", dueMs, id });
}

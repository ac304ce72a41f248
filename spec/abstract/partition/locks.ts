import { enterLock, leaveLock, releaseLock } from "../lock.ts";
import { beginAttempt } from "./begin-attempt.ts";
import type { Move } from "./move.ts";
import { placeName } from "./names.ts";
import type { Invocation } from "./state.ts";

/** Its time has come: it starts, or waits behind those that hold its key before it. */
export function enter(move: Move, invocation: Invocation): void {
  const { id, object, exclusive } = invocation;
  if (!exclusive || object === null) {
    beginAttempt(move, invocation);
    return;
  }
  const { locks } = move.state;
  const lock = locks.get(object);
  const entered = enterLock(lock, id);
  if (lock === undefined) {
    move.did("lock.take");
    const taken = { ...entered, nextSequence: 0 };
    locks.set(object, taken);
    move.put("lock", object, "", taken, false);
    beginAttempt(move, invocation);
    return;
  }
  move.did("lock.queue");
  const sequence = lock.nextSequence;
  const queued = { ...entered, nextSequence: sequence + 1 };
  locks.set(object, queued);
  move.put("lock", object, "", queued);
  move.put("inbox", object, placeName(sequence), { id }, false);
  invocation.status = { _tag: "Inboxed", sequence };
  move.touch(invocation);
}

/** The holder has ended: the first that waits follows it in the same step, or the key is free. */
export function release(move: Move, { id, object, exclusive }: Invocation): void {
  if (!exclusive || object === null) return;
  const { locks, invocations } = move.state;
  const lock = locks.get(object);
  if (lock === undefined || lock.holder !== id) return;
  const released = releaseLock(lock);
  if (released === null) {
    move.did("lock.free");
    locks.delete(object);
    move.remove("lock", object, "");
    return;
  }
  move.did("lock.pass");
  const next = invocations.get(released.holder);
  if (next?.status._tag !== "Inboxed") {
    return move.refuse("lock.pass", `${released.holder} waits behind ${object}, and is not there`);
  }
  const passed = { ...released, nextSequence: lock.nextSequence };
  locks.set(object, passed);
  move.put("lock", object, "", passed);
  move.remove("inbox", object, placeName(next.status.sequence));
  beginAttempt(move, next);
}

/** One that waits gives up its place. */
export function leave(move: Move, { id, object, status }: Invocation): void {
  const lock = object === null ? undefined : move.state.locks.get(object);
  if (object === null || lock === undefined || status._tag !== "Inboxed") return;
  move.did("lock.leave");
  move.state.locks.set(object, { ...leaveLock(lock, id), nextSequence: lock.nextSequence });
  move.remove("inbox", object, placeName(status.sequence));
}

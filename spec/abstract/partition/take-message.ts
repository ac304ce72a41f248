import { beginAttempt } from "./begin-attempt.ts";
import { ALREADY_INVOKED, CANCELLED, endWaiting, kill, NOT_FOUND } from "./complete.ts";
import { create } from "./create.ts";
import { tell } from "./journal.ts";
import { send, tellListener } from "./mail.ts";
import type { Move } from "./move.ts";
import { CANCEL } from "./names.ts";
import type { Listener, Message } from "./rows.ts";
import type { Invocation } from "./state.ts";
import { disarm } from "./arm-timer.ts";
import { isSettled, namesOf, stillWaited } from "./waited.ts";

/** A message reaches the invocation that it is for, if that is there. */
export function takeMessage(move: Move, message: Message): void {
  switch (message._tag) {
    case "Invoke":
      return takeInvoke(move, message);
    case "Notify":
      return notify(move, message);
    case "Attach":
      return takeAttach(move, message);
    case "Kill": {
      const invocation = move.state.invocations.get(message.id);
      if (invocation !== undefined) kill(move, invocation);
      return;
    }
    default:
      return message satisfies never;
  }
}

/** A call makes what is not there; else it is refused, or shares the outcome of what is. */
function takeInvoke(move: Move, message: Extract<Message, { readonly _tag: "Invoke" }>): void {
  const { id, listener } = message;
  const existing = move.state.invocations.get(id);
  if (existing === undefined) {
    create(move, id, message);
    return;
  }
  if (listener === null) {
    move.did("identity.join");
    return;
  }
  if (existing.run) {
    move.did("identity.refuse");
    tellListener(move, listener, ALREADY_INVOKED);
    return;
  }
  move.did("identity.join");
  join(move, existing, listener);
}

function join(move: Move, invocation: Invocation, listener: Listener): void {
  if (invocation.status._tag === "Completed") {
    tellListener(move, listener, invocation.status.outcome);
    return;
  }
  invocation.listeners = [...invocation.listeners, listener];
  move.touch(invocation);
}

function takeAttach(
  move: Move,
  { id, listener, wait }: Extract<Message, { readonly _tag: "Attach" }>,
): void {
  move.did("trees.attach");
  const invocation = move.state.invocations.get(id);
  if (invocation === undefined) tellListener(move, listener, NOT_FOUND);
  else if (wait || invocation.status._tag === "Completed") join(move, invocation, listener);
  else {
    const { id: to, incarnation, completionId, notificationType: type } = listener;
    const key = `c${completionId}`;
    send(move, { _tag: "Notify", id: to, incarnation, type, key, result: { _tag: "Void" } });
  }
}

/**
 * A notification is stored, and wakes the invocation if that waits for it. CANCEL wakes any, and ends
 * one that has not started (S-SIGNAL-1).
 */
export function notify(
  move: Move,
  { id, incarnation, type, key, result }: Extract<Message, { readonly _tag: "Notify" }>,
): void {
  const invocation = move.state.invocations.get(id);
  if (invocation === undefined || invocation.status._tag === "Completed") return;
  if (incarnation !== null && incarnation !== invocation.incarnation) return;
  const { status } = invocation;
  const cancels = key === CANCEL;
  if (cancels && (status._tag === "Scheduled" || status._tag === "Inboxed")) {
    move.did("trees.cancelWaiting");
    endWaiting(move, invocation, CANCELLED);
    return;
  }
  if (cancels) move.did("trees.cancel");
  const isNew = tell(move, invocation, key, type, result);
  if (!isNew && !cancels) return;
  if (status._tag === "Suspended") {
    if (isNew && !isSettled(status.waitingFor, invocation)) {
      const waitingFor = stillWaited(status.waitingFor, invocation);
      invocation.status = { _tag: "Suspended", waitingFor };
      return;
    }
    if (!isNew && !namesOf(status.waitingFor).includes(key)) return;
  } else if (!cancels) return;
  else if (status._tag === "BackingOff") {
    const { epoch } = invocation;
    disarm(move, { _tag: "Retry", dueMs: status.retryAtMs, id, epoch });
  } else if (status._tag === "Paused") invocation.policyAttempts = 0;
  else return;
  move.did("wakeup.wake");
  beginAttempt(move, invocation);
}

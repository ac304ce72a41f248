import { CANCELLED, endWaiting, kill } from "./complete.ts";
import { create } from "./create.ts";
import { forget } from "./forget.ts";
import type { Ask } from "./happenings.ts";
import { send } from "./mail.ts";
import type { Move } from "./move.ts";
import { CANCEL, TOLD } from "./names.ts";
import { pause, purgeJournal, resume } from "./operate.ts";
import { restart } from "./restart.ts";
import { notify } from "./take-message.ts";

/** A client asks for something: it may be turned away, and then nothing follows. */
export function request(move: Move, ask: Ask): void {
  switch (ask._tag) {
    case "Call":
    case "Send": {
      const id = madeIn(move);
      if (id === null) return move.rest("identity.join", "nothing is made for this request");
      const delayMs = ask._tag === "Send" ? ask.delayMs : null;
      const startAtMs = delayMs === null ? null : move.nowMs + delayMs;
      return create(move, id, { ...ask, listener: null, startAtMs });
    }
    case "CompleteAwakeable": {
      move.did("trees.tell");
      const { id, key, result } = ask;
      return send(move, {
        _tag: "Notify",
        id,
        incarnation: null,
        type: TOLD.signalled,
        key,
        result,
      });
    }
    case "Cancel":
      return cancel(move, ask.id);
    case "Kill": {
      const invocation = move.state.invocations.get(ask.id);
      if (invocation !== undefined) kill(move, invocation);
      return;
    }
    case "Purge": {
      const invocation = move.state.invocations.get(ask.id);
      if (invocation?.status._tag === "Completed") forget(move, invocation);
      return;
    }
    case "PurgeJournal":
      return purgeJournal(move, ask.id);
    case "Pause":
      return pause(move, ask.id);
    case "Resume":
      return resume(move, ask);
    case "RestartAsNew": {
      const id = madeIn(move);
      if (id === null) return move.rest("operate.restart", "nothing is made for this request");
      return restart(move, ask, id);
    }
    case "Other":
      return;
    default:
      return ask satisfies never;
  }
}

/** The invocation that was really made, if one was. */
function madeIn({ changes, state }: Move): string | null {
  for (const { table, group, value } of changes) {
    if (table === "invocation" && value !== null && !state.invocations.has(group)) return group;
  }
  return null;
}

function cancel(move: Move, id: string): void {
  const invocation = move.state.invocations.get(id);
  if (invocation === undefined || invocation.status._tag === "Completed") return;
  const { _tag } = invocation.status;
  if (_tag === "Scheduled" || _tag === "Inboxed") {
    move.did("trees.cancelWaiting");
    endWaiting(move, invocation, CANCELLED);
    return;
  }
  const result = { _tag: "Void" } as const;
  notify(move, {
    _tag: "Notify",
    id,
    incarnation: null,
    type: TOLD.signalled,
    key: CANCEL,
    result,
  });
}

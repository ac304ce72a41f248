import { inboxItem, type Invocation, objectKeyOf, successorOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { invoke } from "./invoke.ts";

/**
 * Starts an invocation whose time has come: at once, or, for an exclusive handler whose key is
 * taken, behind those that came before it (S-LOCK-1, S-LOCK-2); so each has the state of its key
 * to itself (S-STATE-2).
 */
export function enter(draft: Draft, invocation: Invocation): void {
  const { target } = invocation;
  const key = objectKeyOf(invocation.id, target);
  if (key === null || target._tag !== "Object" || target.access === "Shared") {
    invoke(draft, invocation);
    return;
  }
  const lock = draft.get("lock", key, "");
  if (lock === undefined) {
    draft.put("lock", key, "", { holder: invocation.id, nextSequence: 0 });
    invoke(draft, invocation);
    return;
  }
  const sequence = lock.nextSequence;
  draft.put("lock", key, "", { ...lock, nextSequence: sequence + 1 });
  draft.put("inbox", key, inboxItem(sequence), { id: invocation.id });
  const inboxed = successorOf(invocation);
  inboxed.status = { _tag: "Inboxed", sequence };
  inboxed.modifiedAtMs = draft.nowMs;
  draft.putInvocation(inboxed);
}

import { type Invocation, type InvocationStatus, successorOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";

const INVOKED: InvocationStatus = { _tag: "Invoked" };

/**
 * Makes an invocation owe an attempt, under a new epoch; the attempt replays all that is stored
 * by now. Every way to run a handler, the first time or again, ends here.
 */
export function invoke(draft: Draft, invocation: Invocation): void {
  const epoch = invocation.epoch + 1;
  const invoked = successorOf(invocation);
  invoked.epoch = epoch;
  invoked.status = INVOKED;
  invoked.modifiedAtMs = draft.nowMs;
  draft.putInvocation(invoked);
  draft.put("running", "", invocation.id, epoch);
  draft.act({
    _tag: "StartAttempt",
    id: invocation.id,
    epoch,
    entries: invocation.journalLength,
  });
}

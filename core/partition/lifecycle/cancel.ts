import {
  failed,
  inboxItem,
  type Invocation,
  objectKeyOf,
  type Outcome,
} from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { complete } from "./complete.ts";

/** Ends an invocation that has not started: it leaves its place in the queue or in time (5.2). */
export function endUnstarted(draft: Draft, invocation: Invocation, outcome: Outcome): void {
  const { id, status, target } = invocation;
  if (status._tag === "Scheduled") {
    draft.disarmTimer({ _tag: "Start", dueMs: status.startAtMs, id });
  }
  const key = objectKeyOf(id, target);
  if (status._tag === "Inboxed" && key !== null) {
    draft.delete("inbox", key, inboxItem(status.sequence));
  }
  complete(draft, invocation, outcome);
}

/** Cancels an invocation before it has started; there is no handler to ask. */
export function cancelUnstarted(draft: Draft, invocation: Invocation): void {
  endUnstarted(draft, invocation, failed(409, "canceled"));
}

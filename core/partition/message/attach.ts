import {
  failed,
  type Invocation,
  type Listener,
  type PeerMessage,
  successorOf,
} from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { completionNotification, notifyListener } from "./notification.ts";

/** An invocation wants the outcome of another: now if there is one, else when there is (1.11). */
export function applyAttach(draft: Draft, message: Extract<PeerMessage, { _tag: "Attach" }>): void {
  const { id, listener, wait } = message;
  const invocation = draft.invocation(id);
  if (invocation === undefined) {
    notifyListener(draft, listener, failed(404, "not found"));
    return;
  }
  if (invocation.status._tag === "Completed") {
    notifyListener(draft, listener, invocation.status.outcome);
    return;
  }
  if (wait) {
    addListener(draft, invocation, listener);
  } else {
    draft.send(completionNotification(listener, { _tag: "Void" }));
  }
}

/** Lets somebody wait for the outcome of an invocation that has none yet. */
export function addListener(draft: Draft, invocation: Invocation, listener: Listener): void {
  const heeded = successorOf(invocation);
  heeded.listeners = [...invocation.listeners, listener];
  draft.putInvocation(heeded);
}

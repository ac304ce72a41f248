import { parseInvocationId } from "../../ids/index.ts";
import { failed, type Invocation, isStarted } from "../../model/index.ts";
import { decodeMessage, MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { complete } from "./complete.ts";
import { endUnstarted } from "./cancel.ts";

const KILLED = failed(409, "killed");

/** Ends an invocation without asking its handler, and so all that it called (S-KILL-1; wire facts 5.2). */
export function killInvocation(draft: Draft, invocation: Invocation): void {
  const { id, status, epoch } = invocation;
  if (status._tag === "Completed") return;
  if (!isStarted(status)) {
    endUnstarted(draft, invocation, KILLED);
    return;
  }
  for (const { value: entry } of draft.scan("journal", id)) {
    if (entry.type !== MessageType.CallInvocationIdNotification) continue;
    const message = decodeMessage(entry.type, entry.payload);
    if (message._tag !== "Notification" || message.result._tag !== "InvocationId") continue;
    const callee = parseInvocationId(message.result.invocationId);
    if (callee !== null) draft.send({ _tag: "Kill", id: callee });
  }
  draft.act({ _tag: "AbortAttempt", id, epoch });
  complete(draft, invocation, KILLED);
}

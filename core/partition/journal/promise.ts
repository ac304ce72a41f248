import { failed, type Invocation, objectKeyOf, type Outcome } from "../../model/index.ts";
import {
  type CompletePromiseCommand,
  type GetPromiseCommand,
  MessageType,
  type PeekPromiseCommand,
} from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { notifyListener, outcomeResult } from "../message/notification.ts";
import { answerCommand } from "./answer-command.ts";
import type { Refusal } from "./propose-command.ts";

const ALREADY_COMPLETED = failed(409, "promise was already completed");

/** Durable promises belong to workflow keys (wire facts 1.11). */
export function checkPromise({ target }: Invocation): Refusal | null {
  if (target._tag === "Workflow") return null;
  return {
    errorCode: "RT0017",
    message: `${target.service} is not a workflow: only workflows have durable promises`,
  };
}

/** Waits for a durable promise. */
export function getPromise(draft: Draft, invocation: Invocation, command: GetPromiseCommand): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  if (group === null) return;
  const type = MessageType.GetPromiseNotification;
  const found = draft.get("promise", group, command.key);
  if (found?._tag === "Completed") {
    answerCommand(draft, invocation, type, command, outcomeResult(found.outcome));
    return;
  }
  const listener = {
    id: invocation.id,
    incarnation: invocation.incarnation,
    completionId: command.resultCompletionId,
    notificationType: type,
  };
  const listeners = [...(found?.listeners ?? []), listener];
  draft.put("promise", group, command.key, { _tag: "Pending", listeners });
}

/** Looks at a durable promise without waiting. */
export function peekPromise(
  draft: Draft,
  invocation: Invocation,
  command: PeekPromiseCommand,
): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  if (group === null) return;
  const found = draft.get("promise", group, command.key);
  const result =
    found?._tag === "Completed" ? outcomeResult(found.outcome) : ({ _tag: "Void" } as const);
  answerCommand(draft, invocation, MessageType.PeekPromiseNotification, command, result);
}

/** Completes a durable promise, the first time (S-PROMISE-1), and tells all who wait for it. */
export function completePromise(
  draft: Draft,
  invocation: Invocation,
  command: CompletePromiseCommand,
): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  if (group === null) return;
  const type = MessageType.CompletePromiseNotification;
  const found = draft.get("promise", group, command.key);
  if (found?._tag === "Completed") {
    answerCommand(draft, invocation, type, command, outcomeResult(ALREADY_COMPLETED));
    return;
  }
  const { completion } = command;
  const outcome: Outcome =
    completion._tag === "Value" ? { _tag: "Success", value: completion.value } : completion;
  draft.put("promise", group, command.key, { _tag: "Completed", outcome });
  answerCommand(draft, invocation, type, command, { _tag: "Void" });
  for (const listener of found?.listeners ?? []) notifyListener(draft, listener, outcome);
}

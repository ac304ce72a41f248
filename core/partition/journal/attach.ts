import {
  idempotentInvocationId,
  type InvocationId,
  parseInvocationId,
  workflowInvocationId,
} from "../../ids/index.ts";
import type { Invocation } from "../../model/index.ts";
import {
  type AttachInvocationCommand,
  type GetInvocationOutputCommand,
  MessageType,
} from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** The invocation that an attach or output command names, or null where its id cannot be read. */
export function calledId(
  draft: Draft,
  target: AttachInvocationCommand["target"],
): InvocationId | null {
  const { hashes } = draft.config;
  switch (target._tag) {
    case "InvocationId":
      return parseInvocationId(target.invocationId);
    case "IdempotentRequest":
      return idempotentInvocationId(
        hashes,
        target.serviceName,
        target.serviceKey,
        target.handlerName,
        target.idempotencyKey,
      );
    case "Workflow":
      return workflowInvocationId(hashes, target.workflowName, target.workflowKey);
    default:
      return target satisfies never;
  }
}

/** Waits for the end of another invocation. */
export function attachInvocation(
  draft: Draft,
  invocation: Invocation,
  command: AttachInvocationCommand,
): void {
  attach(draft, invocation, command, MessageType.AttachInvocationNotification, true);
}

/** Asks for the outcome of another invocation; void while it is in flight. */
export function getInvocationOutput(
  draft: Draft,
  invocation: Invocation,
  command: GetInvocationOutputCommand,
): void {
  attach(draft, invocation, command, MessageType.GetInvocationOutputNotification, false);
}

function attach(
  draft: Draft,
  invocation: Invocation,
  command: AttachInvocationCommand | GetInvocationOutputCommand,
  notificationType: number,
  wait: boolean,
): void {
  const id = calledId(draft, command.target);
  if (id === null) return;
  const { resultCompletionId: completionId } = command;
  const { id: attacher, incarnation } = invocation;
  const listener = { id: attacher, incarnation, completionId, notificationType };
  draft.send({ _tag: "Attach", id, listener, wait });
}

import type { InvocationId } from "../../ids/index.ts";
import type { Invocation, Listener, PeerMessage } from "../../model/index.ts";
import {
  type CallCommand,
  encodeMessage,
  MessageType,
  type OneWayCallCommand,
} from "../../wire/index.ts";
import { formatInvocationId } from "../../ids/index.ts";
import type { Draft } from "../draft.ts";
import { retentionOf } from "../lifecycle/retention.ts";
import { resolveTarget } from "../registry/resolve-target.ts";
import { targetId } from "../registry/target-id.ts";
import { appendNotification } from "./append.ts";
import type { Refusal } from "./propose-command.ts";
import { checkScope } from "./scope.ts";

/** A call needs a handler that is registered, a key where there are keys, and no empty idempotency key. */
export function checkCall(draft: Draft, command: CallCommand | OneWayCallCommand): Refusal | null {
  const scoped = checkScope(command.scope, command.limitKey);
  if (scoped !== null) return scoped;
  if (command.idempotencyKey === "") {
    return { errorCode: "RT0017", message: "the idempotency key of a call may not be empty" };
  }
  const found = resolveTarget(draft, calleeOf(command));
  if (found._tag === "Resolved") {
    if (found.handler.type === "Workflow" && command.idempotencyKey !== null) {
      return {
        errorCode: "RT0017",
        message: "a workflow run is unique by its key and takes no idempotency key",
      };
    }
    return null;
  }
  const errorCode = found.reason === "KeyMismatch" ? "RT0017" : "RT0018";
  return { errorCode, message: found.message };
}

/** Calls another handler; its outcome comes back as a notification. */
export function call(draft: Draft, invocation: Invocation, command: CallCommand): void {
  invokeCallee(draft, invocation, command, null, {
    id: invocation.id,
    incarnation: invocation.incarnation,
    completionId: command.resultCompletionId,
    notificationType: MessageType.CallNotification,
  });
}

/** Sends to another handler, now or later; nothing comes back but the new invocation's id. */
export function oneWayCall(draft: Draft, invocation: Invocation, command: OneWayCallCommand): void {
  const startAtMs = command.invokeTimeMs === 0 ? null : command.invokeTimeMs;
  invokeCallee(draft, invocation, command, startAtMs, null);
}

function invokeCallee(
  draft: Draft,
  caller: Invocation,
  command: CallCommand | OneWayCallCommand,
  startAtMs: number | null,
  listener: Listener | null,
): void {
  const found = resolveTarget(draft, calleeOf(command));
  if (found._tag !== "Resolved") return;
  const { target, service, handler } = found;
  const { idempotencyKey } = command;
  const id = targetId(draft, target, idempotencyKey);
  const message: PeerMessage = {
    _tag: "Invoke",
    id,
    target,
    ...retentionOf(draft.config.defaults, service, handler, idempotencyKey !== null),
    input: encodeMessage({
      _tag: "InputCommand",
      headers: command.headers,
      value: command.parameter,
      name: "",
    }),
    source: { _tag: "Invocation", id: caller.id, target: caller.target },
    idempotencyKey,
    listener,
    startAtMs,
  };
  tellInvocationId(draft, caller, command, id);
  draft.send(message);
}

function tellInvocationId(
  draft: Draft,
  caller: Invocation,
  command: CallCommand | OneWayCallCommand,
  callee: InvocationId,
): void {
  const type = MessageType.CallInvocationIdNotification;
  const id = {
    _tag: "Completion",
    completionId: command.invocationIdCompletionId,
  } as const;
  const result = { _tag: "InvocationId", invocationId: formatInvocationId(callee) } as const;
  const payload = encodeMessage({ _tag: "Notification", type, id, result });
  appendNotification(draft, caller, type, id, payload);
}

function calleeOf(command: CallCommand | OneWayCallCommand) {
  return {
    service: command.serviceName,
    key: command.key === "" ? null : command.key,
    handler: command.handlerName,
  };
}

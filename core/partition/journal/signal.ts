import { parseAwakeableId, parseInvocationId } from "../../ids/index.ts";
import type {
  AttachInvocationCommand,
  CompleteAwakeableCommand,
  GetInvocationOutputCommand,
  SendSignalCommand,
} from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { signalNotification } from "../message/notification.ts";
import { calledId } from "./attach.ts";
import type { Refusal } from "./propose-command.ts";
import { checkScope } from "./scope.ts";

/** Commands that name another invocation need an id that can be read (wire facts 1.11). */
export function checkSignal(
  draft: Draft,
  command:
    | SendSignalCommand
    | CompleteAwakeableCommand
    | AttachInvocationCommand
    | GetInvocationOutputCommand,
): Refusal | null {
  switch (command._tag) {
    case "SendSignalCommand":
      return parseInvocationId(command.targetInvocationId) === null
        ? badId("invocation id", command.targetInvocationId)
        : null;
    case "CompleteAwakeableCommand":
      return parseAwakeableId(command.awakeableId) === null
        ? badId("awakeable id", command.awakeableId)
        : null;
    case "AttachInvocationCommand":
    case "GetInvocationOutputCommand":
      return checkTarget(draft, command.target);
    default:
      return command satisfies never;
  }
}

function checkTarget(draft: Draft, target: AttachInvocationCommand["target"]): Refusal | null {
  if (target._tag === "InvocationId") {
    return calledId(draft, target) === null ? badId("invocation id", target.invocationId) : null;
  }
  return checkScope(target.scope, null);
}

function badId(kind: string, id: string): Refusal {
  return { errorCode: "RT0017", message: `'${id}' is not a valid ${kind}` };
}

/** Sends a signal to another invocation. */
export function sendSignal(draft: Draft, command: SendSignalCommand): void {
  const id = parseInvocationId(command.targetInvocationId);
  if (id === null) return;
  draft.send(signalNotification(id, command.signal, command.result));
}

/** Completes an awakeable: a signal to the invocation that its id names (wire facts 1.10). */
export function completeAwakeable(draft: Draft, command: CompleteAwakeableCommand): void {
  const awakeable = parseAwakeableId(command.awakeableId);
  if (awakeable === null) return;
  const { invocationId, signalIndex } = awakeable;
  const signal = { _tag: "Signal", index: signalIndex } as const;
  draft.send(signalNotification(invocationId, signal, command.result));
}

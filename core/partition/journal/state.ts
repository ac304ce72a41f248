import { type Invocation, objectKeyOf, stateItem, stateKeyBytes } from "../../model/index.ts";
import {
  type ClearStateCommand,
  type GetLazyStateCommand,
  type GetLazyStateKeysCommand,
  MessageType,
  type NotificationResult,
  type SetStateCommand,
} from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { answerCommand } from "./answer-command.ts";
import type { Refusal } from "./propose-command.ts";

/** State belongs to keys, and only an exclusive or run handler may write it (wire facts 1.11). */
export function checkState({ target }: Invocation, access: "read" | "write"): Refusal | null {
  if (target._tag === "Service") {
    return {
      errorCode: "RT0017",
      message: `service ${target.service} has no state: only objects and workflows have a key`,
    };
  }
  if (access === "write" && target.access === "Shared") {
    return {
      errorCode: "RT0017",
      message:
        `the shared handler ${target.service}/${target.handler} may read state but not write it; ` +
        "make the handler exclusive",
    };
  }
  return null;
}

/** Reads one state key of the invocation's object (S-STATE-1). */
export function getState(draft: Draft, invocation: Invocation, command: GetLazyStateCommand): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  const value = group === null ? undefined : draft.get("state", group, stateItem(command.key));
  const result: NotificationResult =
    value === undefined ? { _tag: "Void" } : { _tag: "Value", value };
  answerCommand(draft, invocation, MessageType.GetLazyStateNotification, command, result);
}

/** Lists the state keys of the invocation's object, in order. */
export function getStateKeys(
  draft: Draft,
  invocation: Invocation,
  command: GetLazyStateKeysCommand,
): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  const rows = group === null ? [] : draft.scan("state", group);
  const keys = rows.map(({ item }) => stateKeyBytes(item));
  answerCommand(draft, invocation, MessageType.GetLazyStateKeysNotification, command, {
    _tag: "StateKeys",
    keys,
  });
}

/** Writes one state key at once: it stays written even if the handler fails later (5.6). */
export function setState(draft: Draft, invocation: Invocation, command: SetStateCommand): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  if (group !== null) draft.put("state", group, stateItem(command.key), command.value);
}

export function clearState(draft: Draft, invocation: Invocation, command: ClearStateCommand): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  if (group !== null) draft.delete("state", group, stateItem(command.key));
}

export function clearAllState(draft: Draft, invocation: Invocation): void {
  const group = objectKeyOf(invocation.id, invocation.target);
  if (group === null) return;
  for (const { item } of draft.scan("state", group)) draft.delete("state", group, item);
}

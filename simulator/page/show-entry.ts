import {
  type AttachTarget,
  type Command,
  commandName,
  decodeMessage,
  type JournalEntry,
  type Notification,
  notificationKey,
  parseAwakeableId,
  parseInvocationId,
} from "@holdfast/core";
import type { Names } from "../names.ts";
import { showBytes, showResult } from "./show-payload.ts";

/** A journal entry in a few words; what a handler waits for it by is `c1`, `s17` and so on. */
export function showEntry(names: Names, entry: JournalEntry): string {
  const message = decodeMessage(entry.type, entry.payload);
  if (message._tag === "Notification") return showNotification(names, message);
  if (entry._tag === "Command") return showCommand(names, message as Command);
  return commandName(entry.type);
}

function showNotification(names: Names, { id, result }: Notification): string {
  const key = notificationKey(id);
  switch (result._tag) {
    case "InvocationId":
      return `${key} is ${nameOf(names, result.invocationId)}`;
    case "StateKeys":
      return `${key} is [${result.keys.map(showBytes).join(", ")}]`;
    default:
      return `${key} is ${showResult(result)}`;
  }
}

function showCommand(names: Names, command: Command): string {
  switch (command._tag) {
    case "InputCommand":
      return `input ${showBytes(command.value)}`;
    case "OutputCommand":
      return `output ${showResult(command.result)}`;
    case "GetLazyStateCommand":
      return `get ${showBytes(command.key)} as c${command.resultCompletionId}`;
    case "SetStateCommand":
      return `set ${showBytes(command.key)} = ${showBytes(command.value)}`;
    case "ClearStateCommand":
      return `clear ${showBytes(command.key)}`;
    case "ClearAllStateCommand":
      return "clear all state";
    case "GetLazyStateKeysCommand":
      return `state keys as c${command.resultCompletionId}`;
    case "GetEagerStateCommand":
      return `get ${showBytes(command.key)}: ${showResult(command.result)}`;
    case "GetEagerStateKeysCommand":
      return `state keys: [${command.keys.map(showBytes).join(", ")}]`;
    case "GetPromiseCommand":
      return `promise ${command.key} as c${command.resultCompletionId}`;
    case "PeekPromiseCommand":
      return `peek at promise ${command.key} as c${command.resultCompletionId}`;
    case "CompletePromiseCommand":
      return `complete promise ${command.key}: ${showResult(command.completion)}`;
    case "SleepCommand":
      return `sleep${named(command.name)} as c${command.resultCompletionId}`;
    case "CallCommand":
      return `call ${targetOf(command)} as c${command.resultCompletionId}`;
    case "OneWayCallCommand":
      return `send ${targetOf(command)}`;
    case "SendSignalCommand":
      return `signal to ${nameOf(names, command.targetInvocationId)}`;
    case "RunCommand":
      return `run${named(command.name)} as c${command.resultCompletionId}`;
    case "AttachInvocationCommand":
      return `attach to ${attached(names, command.target)} as c${command.resultCompletionId}`;
    case "GetInvocationOutputCommand":
      return `output of ${attached(names, command.target)} as c${command.resultCompletionId}`;
    case "CompleteAwakeableCommand":
      return `complete awakeable of ${awaker(names, command.awakeableId)}: ${showResult(command.result)}`;
    default:
      return command satisfies never;
  }
}

function named(name: string): string {
  return name === "" ? "" : ` '${name}'`;
}

interface Callee {
  readonly serviceName: string;
  readonly handlerName: string;
  readonly key: string;
}

function targetOf({ serviceName, handlerName, key }: Callee): string {
  return [serviceName, key, handlerName].filter((part) => part !== "").join("/");
}

/** An invocation by its `inv_1` text. */
function nameOf(names: Names, text: string): string {
  const id = parseInvocationId(text);
  return id === null ? text : names.of(id);
}

function awaker(names: Names, text: string): string {
  const target = parseAwakeableId(text);
  return target === null ? text : names.of(target.invocationId);
}

function attached(names: Names, target: AttachTarget): string {
  switch (target._tag) {
    case "InvocationId":
      return nameOf(names, target.invocationId);
    case "IdempotentRequest": {
      const { serviceName, handlerName, serviceKey, idempotencyKey } = target;
      return `${targetOf({ serviceName, handlerName, key: serviceKey ?? "" })} under '${idempotencyKey}'`;
    }
    case "Workflow":
      return `${target.workflowName}/${target.workflowKey}`;
    default:
      return target satisfies never;
  }
}

import {
  type ClientRequest,
  type Command as CoreCommand,
  type Event,
  type Hashes,
  idempotentInvocationId,
  type InvocationId,
  notificationKey,
  parseAwakeableId,
  parseInvocationId,
  stateItem,
  workflowInvocationId,
} from "@holdfast/core";
import type { Ask, Command, Happening, Outcome } from "@holdfast/spec";
import { messageOf, resultOf } from "./row-of.ts";

/** An event in the words of the specification. */
export function happeningOf(event: Event, hashes: Hashes): Happening {
  switch (event._tag) {
    case "Requested":
      return { _tag: "Requested", ask: askOf(event.body) };
    case "CommandProposed": {
      const { _tag, id, epoch, pin, payload, command } = event;
      const completionId = "resultCompletionId" in command ? command.resultCompletionId : null;
      const said = commandOf(command, hashes);
      return { _tag, id, epoch, pin, command: said, payload, completionId };
    }
    case "MessageReceived": {
      const { _tag, from, sequence, message } = event;
      return { _tag, from, sequence, message: messageOf(message) };
    }
    case "RunCompletionProposed":
    case "AttemptSuspended":
    case "AttemptEnded":
    case "AttemptFailed":
    case "TimerFired":
    case "MessageTaken":
      return event;
    default:
      return event satisfies never;
  }
}

function askOf(body: ClientRequest): Ask {
  switch (body._tag) {
    case "Call":
    case "Send": {
      const callee = { ...body.target, idempotencyKey: body.idempotencyKey };
      if (body._tag === "Call") return { _tag: "Call", ...callee };
      return { _tag: "Send", ...callee, delayMs: body.delayMs };
    }
    case "CompleteAwakeable": {
      const { id, signalIndex, outcome } = body;
      const result =
        outcome._tag === "Success" ? ({ _tag: "Value", value: outcome.value } as const) : outcome;
      return { _tag: "CompleteAwakeable", id, key: `s${signalIndex}`, result };
    }
    case "Cancel":
    case "Kill":
    case "Purge":
    case "PurgeJournal":
    case "Pause":
      return { _tag: body._tag, id: body.id };
    case "Resume":
      return { _tag: "Resume", id: body.id, keeps: body.deployment._tag === "Keep" };
    case "RestartAsNew":
      return { _tag: "RestartAsNew", id: body.id, from: body.from };
    case "Attach":
    case "Output":
    case "Lookup":
    case "RegisterDeployment":
    case "RemoveDeployment":
      return { _tag: "Other" };
    default:
      return body satisfies never;
  }
}

function commandOf(command: CoreCommand, hashes: Hashes): Command {
  switch (command._tag) {
    case "OutputCommand":
      return { _tag: "Output", output: outcomeOf(command.result) };
    case "SleepCommand": {
      const { wakeUpTimeMs: dueMs, resultCompletionId: completionId } = command;
      return { _tag: "Sleep", dueMs, completionId };
    }
    case "CallCommand":
      return { _tag: "Call", ...calleeOf(command), completionId: command.resultCompletionId };
    case "OneWayCallCommand": {
      const startAtMs = command.invokeTimeMs === 0 ? null : command.invokeTimeMs;
      return { _tag: "OneWayCall", ...calleeOf(command), startAtMs };
    }
    case "SendSignalCommand": {
      const id = parseInvocationId(command.targetInvocationId);
      const key = notificationKey(command.signal);
      return { _tag: "Signal", id, key, result: resultOf(command.result) };
    }
    case "CompleteAwakeableCommand": {
      const awakeable = parseAwakeableId(command.awakeableId);
      const key = `s${awakeable?.signalIndex}`;
      const id = awakeable?.invocationId ?? null;
      return { _tag: "Signal", id, key, result: resultOf(command.result) };
    }
    case "AttachInvocationCommand":
    case "GetInvocationOutputCommand": {
      const _tag = command._tag === "AttachInvocationCommand" ? "Attach" : "GetOutput";
      const { resultCompletionId: completionId } = command;
      return { _tag, id: attachedId(command.target, hashes), completionId };
    }
    case "GetPromiseCommand":
    case "PeekPromiseCommand": {
      const _tag = command._tag === "GetPromiseCommand" ? "GetPromise" : "PeekPromise";
      return { _tag, name: command.key, completionId: command.resultCompletionId };
    }
    case "CompletePromiseCommand": {
      const { key: name, completion, resultCompletionId: completionId } = command;
      return { _tag: "CompletePromise", name, outcome: outcomeOf(completion), completionId };
    }
    case "GetLazyStateCommand": {
      const { key, resultCompletionId: completionId } = command;
      return { _tag: "GetState", name: stateItem(key), completionId };
    }
    case "GetLazyStateKeysCommand":
      return { _tag: "GetStateKeys", completionId: command.resultCompletionId };
    case "SetStateCommand":
      return { _tag: "SetState", name: stateItem(command.key), value: command.value };
    case "ClearStateCommand":
      return { _tag: "ClearState", name: stateItem(command.key) };
    case "ClearAllStateCommand":
      return { _tag: "ClearAllState" };
    case "InputCommand":
    case "RunCommand":
    case "GetEagerStateCommand":
    case "GetEagerStateKeysCommand":
      return { _tag: "Other" };
    default:
      return command satisfies never;
  }
}

type Calling = Extract<CoreCommand, { readonly _tag: "CallCommand" | "OneWayCallCommand" }>;

function calleeOf(command: Calling) {
  const { serviceName: service, handlerName: handler, idempotencyKey } = command;
  const { key, invocationIdCompletionId: idCompletionId } = command;
  return { service, handler, key: key === "" ? null : key, idempotencyKey, idCompletionId };
}

function outcomeOf(
  result: Extract<CoreCommand, { readonly _tag: "OutputCommand" }>["result"],
): Outcome {
  return result._tag === "Value" ? { _tag: "Success", value: result.value } : result;
}

type Attaching = Extract<CoreCommand, { readonly _tag: "AttachInvocationCommand" }>;

/** The invocation that an attach names, or null where its id cannot be read. */
function attachedId(target: Attaching["target"], hashes: Hashes): InvocationId | null {
  switch (target._tag) {
    case "InvocationId":
      return parseInvocationId(target.invocationId);
    case "IdempotentRequest": {
      const { serviceName, serviceKey, handlerName, idempotencyKey } = target;
      return idempotentInvocationId(hashes, serviceName, serviceKey, handlerName, idempotencyKey);
    }
    case "Workflow":
      return workflowInvocationId(hashes, target.workflowName, target.workflowKey);
    default:
      return target satisfies never;
  }
}

import type { Ask, Callee, Command, Happening } from "@holdfast/spec";
import {
  abridgeContent,
  abridgeFailure,
  abridgeMessage,
  abridgeOutcome,
  abridgePin,
  abridgeResult,
} from "./abridge.ts";

/** What happened as a trace tells it: see abridge.ts. */
export function abridgeHappening(happening: Happening): Happening {
  switch (happening._tag) {
    case "Requested":
      return { _tag: "Requested", ask: abridgeAsk(happening.ask) };
    case "CommandProposed": {
      const { _tag, id, epoch, pin, payload, completionId } = happening;
      return {
        _tag,
        id,
        epoch,
        pin: abridgePin(pin),
        command: abridgeCommand(happening.command),
        payload: abridgeContent(payload),
        completionId,
      };
    }
    case "RunCompletionProposed": {
      const { _tag, id, epoch, pin, completionId, outcome } = happening;
      return {
        _tag,
        id,
        epoch,
        pin: abridgePin(pin),
        completionId,
        outcome: abridgeOutcome(outcome),
      };
    }
    case "AttemptSuspended": {
      const { _tag, id, epoch, waitingFor } = happening;
      return { _tag, id, epoch, waitingFor };
    }
    case "AttemptEnded": {
      const { _tag, id, epoch } = happening;
      return { _tag, id, epoch };
    }
    case "AttemptFailed": {
      const { _tag, id, epoch, nextRetryDelayMs, behavior } = happening;
      const failure = abridgeFailure(happening.failure);
      return { _tag, id, epoch, failure, nextRetryDelayMs, behavior };
    }
    case "TimerFired":
      return { _tag: "TimerFired", item: happening.item };
    case "MessageReceived": {
      const { _tag, from, sequence, message } = happening;
      return { _tag, from, sequence, message: abridgeMessage(message) };
    }
    case "MessageTaken": {
      const { _tag, by, sequence } = happening;
      return { _tag, by, sequence };
    }
    default:
      return happening satisfies never;
  }
}

function abridgeAsk(ask: Ask): Ask {
  switch (ask._tag) {
    case "Call":
      return { _tag: "Call", ...calleeOf(ask) };
    case "Send":
      return { _tag: "Send", ...calleeOf(ask), delayMs: ask.delayMs };
    case "CompleteAwakeable": {
      const { _tag, id, key, result } = ask;
      return { _tag, id, key, result: abridgeResult(result) };
    }
    case "Cancel":
    case "Kill":
    case "Purge":
    case "PurgeJournal":
    case "Pause":
      return { _tag: ask._tag, id: ask.id };
    case "Resume":
      return { _tag: "Resume", id: ask.id, keeps: ask.keeps };
    case "RestartAsNew":
      return { _tag: "RestartAsNew", id: ask.id, from: ask.from };
    case "Other":
      return { _tag: "Other" };
    default:
      return ask satisfies never;
  }
}

function calleeOf({ service, key, handler, idempotencyKey }: Callee): Callee {
  return { service, key, handler, idempotencyKey };
}

function abridgeCommand(command: Command): Command {
  switch (command._tag) {
    case "Output":
      return { _tag: "Output", output: abridgeOutcome(command.output) };
    case "Call": {
      const { _tag, completionId, idCompletionId } = command;
      return { _tag, ...calleeOf(command), completionId, idCompletionId };
    }
    case "OneWayCall": {
      const { _tag, startAtMs, idCompletionId } = command;
      return { _tag, ...calleeOf(command), startAtMs, idCompletionId };
    }
    case "Signal": {
      const { _tag, id, key, result } = command;
      return { _tag, id, key, result: abridgeResult(result) };
    }
    case "CompletePromise": {
      const { _tag, name, outcome, completionId } = command;
      return { _tag, name, outcome: abridgeOutcome(outcome), completionId };
    }
    case "SetState":
      return { _tag: "SetState", name: command.name, value: abridgeContent(command.value) };
    case "Sleep":
    case "Attach":
    case "GetOutput":
    case "GetPromise":
    case "PeekPromise":
    case "GetState":
    case "GetStateKeys":
    case "ClearState":
    case "ClearAllState":
    case "Other":
      return command;
    default:
      return command satisfies never;
  }
}

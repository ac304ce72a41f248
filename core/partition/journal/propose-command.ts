import type { Invocation } from "../../model/index.ts";
import type { Command } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import type { Event } from "../event.ts";
import { rejectAttempt } from "../lifecycle/fail.ts";
import { heard } from "../lifecycle/heard.ts";
import { appendCommand } from "./append.ts";
import { attachInvocation, getInvocationOutput } from "./attach.ts";
import { call, checkCall, oneWayCall } from "./call.ts";
import { checkPromise, completePromise, getPromise, peekPromise } from "./promise.ts";
import { checkSignal, completeAwakeable, sendSignal } from "./signal.ts";
import { sleep } from "./sleep.ts";
import {
  checkState,
  clearAllState,
  clearState,
  getState,
  getStateKeys,
  setState,
} from "./state.ts";

/** Why a command cannot be taken, with the documented error code (wire facts 1.11). */
export interface Refusal {
  readonly errorCode: string;
  readonly message: string;
}

/**
 * An attempt proposes the next command. What cannot be taken ends the attempt and leaves the
 * journal as it is; what can is stored, and then does what it says, in one transition.
 */
export function proposeCommand(
  draft: Draft,
  event: Extract<Event, { _tag: "CommandProposed" }>,
): void {
  const heardFrom = heard(draft, event);
  if (heardFrom === null) return;
  const { command } = event;
  const refusal = checkLength(draft, heardFrom) ?? check(draft, heardFrom, command);
  if (refusal !== null) {
    refuse(draft, heardFrom, command, refusal);
    return;
  }
  const invocation = appendCommand(draft, heardFrom, command, event.payload, event.pin);
  if (event.ackRequested) {
    const { id, epoch } = invocation;
    const commandIndex = invocation.journalCommands - 1;
    draft.act({ _tag: "AckCommand", id, epoch, commandIndex });
  }
  carryOut(draft, invocation, command);
}

function checkLength(draft: Draft, { journalLength }: Invocation): Refusal | null {
  const { maxJournalEntries } = draft.config.limits;
  if (journalLength < maxJournalEntries) return null;
  return {
    errorCode: "RT0017",
    message:
      `the journal holds ${journalLength} entries, which is the limit; ` +
      "let the handler call itself or another with what is left to do",
  };
}

function check(draft: Draft, invocation: Invocation, command: Command): Refusal | null {
  switch (command._tag) {
    case "GetLazyStateCommand":
    case "GetLazyStateKeysCommand":
    case "GetEagerStateCommand":
    case "GetEagerStateKeysCommand":
      return checkState(invocation, "read");
    case "SetStateCommand":
    case "ClearStateCommand":
    case "ClearAllStateCommand":
      return checkState(invocation, "write");
    case "GetPromiseCommand":
    case "PeekPromiseCommand":
    case "CompletePromiseCommand":
      return checkPromise(invocation);
    case "CallCommand":
    case "OneWayCallCommand":
      return checkCall(draft, command);
    case "SendSignalCommand":
    case "CompleteAwakeableCommand":
    case "AttachInvocationCommand":
    case "GetInvocationOutputCommand":
      return checkSignal(draft, command);
    case "InputCommand":
    case "OutputCommand":
    case "SleepCommand":
    case "RunCommand":
      return null;
    default:
      return command satisfies never;
  }
}

function carryOut(draft: Draft, invocation: Invocation, command: Command): void {
  switch (command._tag) {
    case "GetLazyStateCommand":
      return getState(draft, invocation, command);
    case "GetLazyStateKeysCommand":
      return getStateKeys(draft, invocation, command);
    case "SetStateCommand":
      return setState(draft, invocation, command);
    case "ClearStateCommand":
      return clearState(draft, invocation, command);
    case "ClearAllStateCommand":
      return clearAllState(draft, invocation);
    case "GetPromiseCommand":
      return getPromise(draft, invocation, command);
    case "PeekPromiseCommand":
      return peekPromise(draft, invocation, command);
    case "CompletePromiseCommand":
      return completePromise(draft, invocation, command);
    case "SleepCommand":
      return sleep(draft, invocation, command);
    case "CallCommand":
      return call(draft, invocation, command);
    case "OneWayCallCommand":
      return oneWayCall(draft, invocation, command);
    case "SendSignalCommand":
      return sendSignal(draft, command);
    case "CompleteAwakeableCommand":
      return completeAwakeable(draft, command);
    case "AttachInvocationCommand":
      return attachInvocation(draft, invocation, command);
    case "GetInvocationOutputCommand":
      return getInvocationOutput(draft, invocation, command);
    case "InputCommand":
    case "OutputCommand":
    case "RunCommand":
    case "GetEagerStateCommand":
    case "GetEagerStateKeysCommand":
      return;
    default:
      return command satisfies never;
  }
}

function refuse(draft: Draft, invocation: Invocation, command: Command, refusal: Refusal): void {
  rejectAttempt(draft, invocation, {
    failure: {
      code: 500,
      errorCode: refusal.errorCode,
      message: refusal.message,
      stacktrace: "",
      relatedCommand: {
        index: invocation.journalCommands,
        name: "name" in command ? command.name : null,
        type: null,
      },
    },
    nextRetryDelayMs: null,
    behavior: "Retry",
    countsForHandler: true,
  });
}

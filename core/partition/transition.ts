import type { Config } from "../engine/config.ts";
import type { Change, View } from "../model/index.ts";
import type { Action } from "./action.ts";
import { Draft } from "./draft.ts";
import type { Event } from "./event.ts";
import { endAttempt } from "./lifecycle/end.ts";
import { failAttempt } from "./lifecycle/fail.ts";
import { fireTimer } from "./lifecycle/fire-timer.ts";
import { suspendAttempt } from "./lifecycle/suspend.ts";
import { proposeCommand } from "./journal/propose-command.ts";
import { proposeRunCompletion } from "./journal/run.ts";
import { receiveMessage, takeMessage } from "./message/receive.ts";
import { applyMessage } from "./message/apply.ts";
import { answerRequest } from "./request/answer.ts";

/** What one event leads to: how durable state moves, and what to do once it has. */
export interface Transition {
  readonly changes: readonly Change[];
  readonly actions: readonly Action[];
}

/**
 * The partition machine: total, pure, deterministic; the only thing that moves durable state. Each
 * transition is a step of the specification's abstract partition (S-REFINE-1).
 */
export function transition(config: Config, view: View, event: Event): Transition {
  const draft = new Draft(config, view, event);
  dispatch(draft, event);
  for (let i = 0; i < draft.inbound.length; i++) {
    const message = draft.inbound[i];
    if (message !== undefined) applyMessage(draft, message);
  }
  return { changes: draft.changes, actions: draft.actions };
}

function dispatch(draft: Draft, event: Event): void {
  switch (event._tag) {
    case "Requested":
      return answerRequest(draft, event.request, event.body);
    case "CommandProposed":
      return proposeCommand(draft, event);
    case "RunCompletionProposed":
      return proposeRunCompletion(draft, event);
    case "AttemptSuspended":
      return suspendAttempt(draft, event);
    case "AttemptEnded":
      return endAttempt(draft, event);
    case "AttemptFailed":
      return failAttempt(draft, event);
    case "TimerFired":
      return fireTimer(draft, event.item);
    case "MessageReceived":
      return receiveMessage(draft, event);
    case "MessageTaken":
      return takeMessage(draft, event);
    default:
      return event satisfies never;
  }
}

import {
  type Content,
  type Failure,
  type Listener,
  type Message,
  type Outcome,
  OWN_MESSAGES,
  type Pin,
  type Result,
  type Target,
} from "@holdfast/spec";
import { digestOf } from "./digest.ts";

/**
 * What a trace tells of values: the fields that the specification speaks of, always in the same
 * order, with digests for contents. A digest of equal contents is equal, so that steps can be
 * compared; what a partition says itself stays as it is, since it is compared with that.
 */

/** The content that was told last: a command's is in what happened, and then in its row. */
let lastContent: Content = "";
let lastDigest = digestOf("");

export function abridgeContent(content: Content): string {
  if (content === lastContent) return lastDigest;
  lastContent = content;
  lastDigest = digestOf(content);
  return lastDigest;
}

export function abridgeFailure({ code, message }: Failure): Failure {
  return { code, message: OWN_MESSAGES.has(message) ? message : abridgeContent(message) };
}

export function abridgeOutcome(outcome: Outcome): Outcome {
  return outcome._tag === "Success"
    ? { _tag: "Success", value: abridgeContent(outcome.value) }
    : { _tag: "Failure", failure: abridgeFailure(outcome.failure) };
}

export function abridgeResult(result: Result): Result {
  switch (result._tag) {
    case "Void":
      return { _tag: "Void" };
    case "Value":
      return { _tag: "Value", value: abridgeContent(result.value) };
    case "Failure":
      return { _tag: "Failure", failure: abridgeFailure(result.failure) };
    case "InvocationId":
      return { _tag: "InvocationId", id: result.id };
    case "StateKeys":
      return { _tag: "StateKeys", names: result.names };
    default:
      return result satisfies never;
  }
}

export function abridgeTarget(target: Target): Target {
  const { _tag, service, handler } = target;
  if (_tag === "Service") return { _tag, service, handler };
  const { key, access } = target;
  return { _tag, service, key, handler, access };
}

export function abridgeListener(listener: Listener): Listener {
  const { id, incarnation, completionId, notificationType } = listener;
  return { id, incarnation, completionId, notificationType };
}

export function abridgePin({ deploymentId, protocolVersion }: Pin): Pin {
  return { deploymentId, protocolVersion };
}

export function abridgeMessage(message: Message): Message {
  switch (message._tag) {
    case "Invoke": {
      const { _tag, id, service, key, handler, idempotencyKey, startAtMs } = message;
      const listener = message.listener === null ? null : abridgeListener(message.listener);
      return { _tag, id, service, key, handler, idempotencyKey, listener, startAtMs };
    }
    case "Notify": {
      const { _tag, id, incarnation, type, key, result } = message;
      return { _tag, id, incarnation, type, key, result: abridgeResult(result) };
    }
    case "Attach": {
      const { _tag, id, listener, wait } = message;
      return { _tag, id, listener: abridgeListener(listener), wait };
    }
    case "Kill":
      return { _tag: "Kill", id: message.id };
    default:
      return message satisfies never;
  }
}

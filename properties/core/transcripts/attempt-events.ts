import {
  type Command,
  encodeMessage,
  encodeUtf8,
  formatAwakeableId,
  formatInvocationId,
  type Happening,
  type InvocationId,
  type Outcome,
  type Pin,
  type SignalId,
  type ValueOrFailure,
  VOID,
} from "@holdfast/core";
import { outcomeOf, targetOf } from "./client-events.ts";
import { durationMs, type Names } from "./names.ts";
import type { Words } from "./script.ts";
import { waitingOf } from "./waiting.ts";

/** Who speaks: the attempt of an invocation at an epoch, pinned to where it runs. */
export interface Speaker {
  readonly id: InvocationId;
  readonly epoch: number;
  readonly pin: Pin;
}

/** What an attempt says in a line such as `inv#1 sleeps until T+1s c1`. */
export function attemptSays(
  names: Names,
  { id, epoch, pin }: Speaker,
  verb: string,
  words: Words,
): Happening {
  switch (verb) {
    case "proposes":
      return {
        _tag: "RunCompletionProposed",
        id,
        epoch,
        pin,
        completionId: completionOf(words),
        outcome: outcomeOf(words),
      };
    case "suspends":
      return { _tag: "AttemptSuspended", id, epoch, waitingFor: waitingOf(words) };
    case "ends":
      return { _tag: "AttemptEnded", id, epoch };
    case "fails": {
      const code = Number(words.next("a code"));
      const message = words.next("a message");
      const delay = words.option("delay");
      return {
        _tag: "AttemptFailed",
        id,
        epoch,
        failure: { code, errorCode: null, message, stacktrace: "", relatedCommand: null },
        nextRetryDelayMs: delay === null ? null : durationMs(delay),
        behavior: words.takes("pause") ? "Pause" : words.takes("fail") ? "Fail" : "Retry",
        countsForHandler: !words.takes("uncounted"),
      };
    }
    default: {
      const command = commandOf(names, verb, words);
      const payload = encodeMessage(command);
      const ackRequested = words.takes("ack");
      return { _tag: "CommandProposed", id, epoch, pin, command, payload, ackRequested };
    }
  }
}

function commandOf(names: Names, verb: string, words: Words): Command {
  const name = "";
  switch (verb) {
    case "outputs":
      return { _tag: "OutputCommand", result: resultOf(outcomeOf(words)), name };
    case "runs": {
      const run = words.next("a name");
      return { _tag: "RunCommand", resultCompletionId: completionOf(words), name: run };
    }
    case "sleeps": {
      words.takes("until");
      const wakeUpTimeMs = names.timeNamed(words.next("a time"));
      return { _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId: completionOf(words), name };
    }
    case "calls": {
      const calling = callingOf(words);
      return { _tag: "CallCommand", ...calling, resultCompletionId: completionOf(words) };
    }
    case "tells": {
      const at = words.option("at");
      const invokeTimeMs = at === null ? 0 : names.timeNamed(at);
      return { _tag: "OneWayCallCommand", ...callingOf(words), invokeTimeMs };
    }
    case "signals": {
      const target = names.invocationNamed(words.next("an invocation"));
      const signal = signalOf(words.next("a signal"));
      const result = words.has() ? resultOf(outcomeOf(words)) : VOID;
      const targetInvocationId = formatInvocationId(target);
      return { _tag: "SendSignalCommand", targetInvocationId, signal, result, name };
    }
    case "resolves": {
      const target = names.invocationNamed(words.next("an invocation"));
      const index = Number(words.next("a signal").replace(/^s/, ""));
      const awakeableId = formatAwakeableId(target, index);
      const result = resultOf(outcomeOf(words));
      return { _tag: "CompleteAwakeableCommand", awakeableId, result, name };
    }
    case "attaches":
    case "asks": {
      const _tag = verb === "asks" ? "GetInvocationOutputCommand" : "AttachInvocationCommand";
      words.takes("to");
      const id = names.invocationNamed(words.next("an invocation"));
      const target = { _tag: "InvocationId", invocationId: formatInvocationId(id) } as const;
      return { _tag, target, resultCompletionId: completionOf(words), name };
    }
    default:
      return stateOrPromise(verb, words);
  }
}

function stateOrPromise(verb: string, words: Words): Command {
  const name = "";
  if (verb === "clears-all") return { _tag: "ClearAllStateCommand", name };
  if (verb === "lists-keys") {
    return { _tag: "GetLazyStateKeysCommand", resultCompletionId: completionOf(words), name };
  }
  const word = words.next("a key");
  const key = encodeUtf8(word);
  switch (verb) {
    case "sets":
      return { _tag: "SetStateCommand", key, value: encodeUtf8(words.next("a value")), name };
    case "clears":
      return { _tag: "ClearStateCommand", key, name };
    case "gets":
      return { _tag: "GetLazyStateCommand", key, resultCompletionId: completionOf(words), name };
    case "knows": {
      const result = { _tag: "Value", value: encodeUtf8(words.next("a value")) } as const;
      return { _tag: "GetEagerStateCommand", key, result, name };
    }
    case "awaits": {
      return {
        _tag: "GetPromiseCommand",
        key: word,
        resultCompletionId: completionOf(words),
        name,
      };
    }
    case "peeks": {
      return {
        _tag: "PeekPromiseCommand",
        key: word,
        resultCompletionId: completionOf(words),
        name,
      };
    }
    case "keeps": {
      const completion = resultOf(outcomeOf(words));
      const resultCompletionId = completionOf(words);
      return { _tag: "CompletePromiseCommand", key: word, completion, resultCompletionId, name };
    }
    default:
      throw new Error(`an attempt does not know how to '${verb}'`);
  }
}

function callingOf(words: Words) {
  const { service, key, handler } = targetOf(words.next("a target"));
  return {
    serviceName: service,
    handlerName: handler,
    key: key ?? "",
    parameter: encodeUtf8(words.next("a parameter")),
    headers: [],
    idempotencyKey: words.option("key"),
    scope: words.option("scope"),
    limitKey: null,
    invocationIdCompletionId: completionOf(words),
    name: "",
  };
}

function resultOf(outcome: Outcome): ValueOrFailure {
  return outcome._tag === "Success" ? { _tag: "Value", value: outcome.value } : outcome;
}

/** `c3`, the completion with id 3. */
function completionOf(words: Words): number {
  const word = words.next("a completion such as c1");
  const [, id] = /^c(\d+)$/.exec(word) ?? [];
  if (id === undefined) throw new Error(`'${word}' is no completion such as c1`);
  return Number(id);
}

function signalOf(word: string): SignalId {
  const [, index] = /^s(\d+)$/.exec(word) ?? [];
  return index === undefined
    ? { _tag: "NamedSignal", name: word }
    : { _tag: "Signal", index: Number(index) };
}

import {
  decodeUtf8,
  type Failure,
  type Notification,
  type NotificationResult,
  type SignalId,
} from "@holdfast/core";
import { commandType } from "./entry-type.ts";

/** An entry as its JSON columns tell it, with its payloads and without. */
export interface EntryJson {
  readonly full: unknown;
  readonly lite: unknown;
}

/** Values are told as their bytes. */
export function bytesJson(bytes: Uint8Array): readonly number[] {
  return [...bytes];
}

function failureJson({ code, message, metadata }: Failure): unknown {
  return metadata.length === 0 ? { code, message } : { code, message, metadata };
}

export function resultJson(result: NotificationResult): unknown {
  switch (result._tag) {
    case "Void":
      return "Void";
    case "Value":
      return { Success: bytesJson(result.value) };
    case "Failure":
      return { Failure: failureJson(result.failure) };
    case "InvocationId":
      return result.invocationId;
    case "StateKeys":
      return result.keys.map((key) => decodeUtf8(key));
    default:
      return result satisfies never;
  }
}

/** A result without its payload. */
export function resultName({ _tag }: NotificationResult): string {
  return _tag === "Value" ? "Success" : _tag;
}

export function signalJson(signal: SignalId): unknown {
  return signal._tag === "Signal" ? { Index: signal.index } : { Name: signal.name };
}

export function notificationJson({ type, id, result }: Notification): EntryJson {
  const name = resultName(result);
  if (id._tag !== "Completion") {
    const told = id._tag === "Signal" ? { SignalIndex: id.index } : { SignalName: id.name };
    return {
      full: { Notification: { Signal: { id: signalJson(id), result: resultJson(result) } } },
      lite: { Notification: { ty: "Signal", id: told, result: name } },
    };
  }
  const { completionId } = id;
  const kind = commandType(type);
  return {
    full: {
      Notification: {
        Completion: { [kind]: { completion_id: completionId, ...told(kind, result) } },
      },
    },
    lite: {
      Notification: { ty: { Completion: kind }, id: { CompletionId: completionId }, result: name },
    },
  };
}

/** What a completion tells besides its id: of a sleep that is all. */
function told(kind: string, result: NotificationResult): object {
  switch (result._tag) {
    case "InvocationId":
      return { invocation_id: result.invocationId };
    case "StateKeys":
      return { state_keys: resultJson(result) };
    case "Void":
      return kind === "Sleep" ? {} : { result: "Void" };
    case "Value":
    case "Failure":
      return { result: resultJson(result) };
    default:
      return result satisfies never;
  }
}

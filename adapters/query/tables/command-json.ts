import {
  type AttachTarget,
  type CallCommand,
  decodeUtf8,
  type Invocation,
  type Message,
  type OneWayCallCommand,
  type Target,
} from "@holdfast/core";
import {
  bytesJson,
  type EntryJson,
  resultJson,
  resultName,
  signalJson,
} from "./notification-json.ts";

/** Whom a command has called: its id, and what is known of it. */
export interface Callee {
  readonly invocationId: string;
  readonly invocation: Invocation | null;
}

type Fields = Readonly<Record<string, unknown>>;

/** A command as its JSON columns tell it; null for what is none. */
export function commandJson(message: Message, callee: Callee | null): EntryJson {
  const kind = message._tag.replace(/Command$/, "");
  const said = fieldsOf(message, callee);
  if (said === null || !("name" in message)) return { full: null, lite: null };
  const { heavy, light } = said;
  const named = message._tag === "RunCommand" ? { ...light, name: message.name } : light;
  return {
    full: { Command: { [kind]: { ...heavy, name: message.name } } },
    lite: { Command: { [kind]: named } },
  };
}

/** The fields of a command, with its payloads and without. */
function fieldsOf(
  message: Message,
  callee: Callee | null,
): { readonly heavy: Fields; readonly light: Fields } | null {
  switch (message._tag) {
    case "InputCommand": {
      const headers = message.headers.map(({ key, value }) => ({ name: key, value }));
      return { heavy: { headers, payload: bytesJson(message.value) }, light: {} };
    }
    case "OutputCommand":
      return {
        heavy: { result: resultJson(message.result) },
        light: { result: resultName(message.result) },
      };
    case "GetLazyStateCommand":
      return same({ key: decodeUtf8(message.key), completion_id: message.resultCompletionId });
    case "GetLazyStateKeysCommand":
    case "RunCommand":
      return same({ completion_id: message.resultCompletionId });
    case "GetEagerStateCommand": {
      const key = decodeUtf8(message.key);
      const { result } = message;
      return {
        heavy: { key, result: resultJson(result) },
        light: { key, result: resultName(result) },
      };
    }
    case "GetEagerStateKeysCommand":
      return { heavy: { state_keys: message.keys.map((key) => decodeUtf8(key)) }, light: {} };
    case "SetStateCommand": {
      const key = decodeUtf8(message.key);
      return { heavy: { key, value: bytesJson(message.value) }, light: { key } };
    }
    case "ClearStateCommand":
      return same({ key: decodeUtf8(message.key) });
    case "ClearAllStateCommand":
      return same({});
    case "GetPromiseCommand":
    case "PeekPromiseCommand":
      return same({ key: message.key, completion_id: message.resultCompletionId });
    case "CompletePromiseCommand": {
      const light = { key: message.key, completion_id: message.resultCompletionId };
      return { heavy: { ...light, value: resultJson(message.completion) }, light };
    }
    case "SleepCommand": {
      const { wakeUpTimeMs, resultCompletionId } = message;
      return same({ wake_up_time: wakeUpTimeMs, completion_id: resultCompletionId });
    }
    case "CallCommand": {
      const ids = {
        invocation_id_completion_id: message.invocationIdCompletionId,
        result_completion_id: message.resultCompletionId,
      };
      return calling(message, callee, ids);
    }
    case "OneWayCallCommand": {
      const ids = {
        invoke_time: message.invokeTimeMs,
        invocation_id_completion_id: message.invocationIdCompletionId,
      };
      return calling(message, callee, ids);
    }
    case "SendSignalCommand": {
      const target_invocation_id = message.targetInvocationId;
      const light = {
        target_invocation_id,
        signal_id: signalJson(message.signal),
        result: resultName(message.result),
      };
      return { heavy: { ...light, result: resultJson(message.result) }, light };
    }
    case "AttachInvocationCommand":
    case "GetInvocationOutputCommand":
      return same({
        target: attachJson(message.target),
        completion_id: message.resultCompletionId,
      });
    case "CompleteAwakeableCommand": {
      const { awakeableId: id, result } = message;
      return {
        heavy: { id, result: resultJson(result) },
        light: { id, result: resultName(result) },
      };
    }
    default:
      return null;
  }
}

function same(fields: Fields) {
  return { heavy: fields, light: fields };
}

function calling(command: CallCommand | OneWayCallCommand, callee: Callee | null, ids: Fields) {
  const { serviceName: name, handlerName: handler, key, headers, idempotencyKey } = command;
  const invocation = callee?.invocation ?? null;
  const target =
    invocation === null
      ? key === ""
        ? { Service: { name, handler, scope: null } }
        : { VirtualObject: { name, key, handler, scope: null } }
      : targetJson(invocation.target);
  const who = { invocation_id: callee?.invocationId ?? null, invocation_target: target };
  const request = {
    ...who,
    span_context: NO_SPAN,
    parameter: bytesJson(command.parameter),
    headers: headers.map((header) => ({ name: header.key, value: header.value })),
    idempotency_key: idempotencyKey,
    completion_retention_duration: durationJson(invocation?.completionRetentionMs),
    journal_retention_duration: durationJson(invocation?.journalRetentionMs),
  };
  return { heavy: { request, ...ids }, light: { ...who, ...ids } };
}

/** Calls are not traced. */
const NO_SPAN = {
  span_context: {
    trace_id: Array.from({ length: 16 }, () => 0),
    span_id: Array.from({ length: 8 }, () => 0),
    trace_flags: 0,
    is_remote: false,
    trace_state: "",
  },
  cause: null,
};

function targetJson(target: Target): unknown {
  const { service: name, handler } = target;
  switch (target._tag) {
    case "Service":
      return { Service: { name, handler, scope: null } };
    case "Object": {
      const { key, access: handler_ty } = target;
      return { VirtualObject: { name, key, handler, handler_ty, scope: null } };
    }
    case "Workflow": {
      const { key, access } = target;
      const handler_ty = access === "Run" ? "Workflow" : "Shared";
      return { Workflow: { name, key, handler, handler_ty, scope: null } };
    }
    default:
      return target satisfies never;
  }
}

function durationJson(ms: number | undefined): unknown {
  if (ms === undefined) return null;
  return { secs: Math.floor(ms / 1_000), nanos: (ms % 1_000) * 1_000_000 };
}

function attachJson(target: AttachTarget): unknown {
  switch (target._tag) {
    case "InvocationId":
      return { InvocationId: target.invocationId };
    case "IdempotentRequest":
      return {
        IdempotentRequest: {
          service_name: target.serviceName,
          service_key: target.serviceKey,
          handler_name: target.handlerName,
          idempotency_key: target.idempotencyKey,
        },
      };
    case "Workflow":
      return { Workflow: { name: target.workflowName, key: target.workflowKey } };
    default:
      return target satisfies never;
  }
}

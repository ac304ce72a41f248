import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { type Header, readHeader, writeHeaders } from "./header.ts";
import { MessageType } from "./message-type.ts";
import { EMPTY } from "./result.ts";

/** Calls a handler and waits for what it gives back; `key` is "" for a plain service. */
export interface CallCommand {
  readonly _tag: "CallCommand";
  readonly serviceName: string;
  readonly handlerName: string;
  readonly parameter: Uint8Array;
  readonly headers: readonly Header[];
  readonly key: string;
  readonly idempotencyKey: string | null;
  readonly scope: string | null;
  readonly limitKey: string | null;
  /** The completion that carries the callee's id; `resultCompletionId` carries the result. */
  readonly invocationIdCompletionId: number;
  readonly resultCompletionId: number;
  readonly name: string;
}

/** Writes and reads Call. */
export const callCodec: Codec<CallCommand> = {
  type: MessageType.CallCommand,
  encode(writer, message) {
    writer.string(1, message.serviceName);
    writer.string(2, message.handlerName);
    writer.bytes(3, message.parameter);
    writeHeaders(writer, 4, message.headers);
    writer.string(5, message.key);
    if (message.idempotencyKey !== null) writer.stringAlways(6, message.idempotencyKey);
    if (message.scope !== null) writer.stringAlways(7, message.scope);
    if (message.limitKey !== null) writer.stringAlways(8, message.limitKey);
    writer.uint32(10, message.invocationIdCompletionId);
    writer.uint32(11, message.resultCompletionId);
    writer.string(12, message.name);
  },
  decode: readCall,
};

function readCall(reader: Reader): CallCommand | null {
  let serviceName = "";
  let handlerName = "";
  let parameter = EMPTY;
  const headers: Header[] = [];
  let key = "";
  let idempotencyKey: string | null = null;
  let scope: string | null = null;
  let limitKey: string | null = null;
  let invocationIdCompletionId = 0;
  let resultCompletionId = 0;
  let name = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        serviceName = reader.string("service_name");
        break;
      case 2:
        handlerName = reader.string("handler_name");
        break;
      case 3:
        parameter = reader.bytes("parameter");
        break;
      case 4:
        readHeader(reader, headers);
        break;
      case 5:
        key = reader.string("key");
        break;
      case 6:
        idempotencyKey = reader.string("idempotency_key");
        break;
      case 7:
        scope = reader.string("scope");
        break;
      case 8:
        limitKey = reader.string("limit_key");
        break;
      case 10:
        invocationIdCompletionId = reader.uint32("invocation_id_notification_idx");
        break;
      case 11:
        resultCompletionId = reader.uint32("result_completion_id");
        break;
      case 12:
        name = reader.string("name");
        break;
      default:
        reader.skip();
    }
  }
  if (invocationIdCompletionId === 0) {
    return reader.refuse("invocation_id_notification_idx", "is missing or 0");
  }
  if (resultCompletionId === 0) return reader.refuse("result_completion_id", "is missing or 0");
  return {
    _tag: "CallCommand",
    serviceName,
    handlerName,
    parameter,
    headers,
    key,
    idempotencyKey,
    scope,
    limitKey,
    invocationIdCompletionId,
    resultCompletionId,
    name,
  };
}

import type { Reader } from "../protobuf/reader.ts";
import type { Codec } from "./codec.ts";
import { type Header, readHeader, writeHeaders } from "./header.ts";
import { MessageType } from "./message-type.ts";
import { EMPTY } from "./result.ts";

/**
 * Calls a handler, now or later, without waiting for what it gives back.
 * `key` is "" for a plain service; `invokeTimeMs` is unix time, 0 means now.
 */
export interface OneWayCallCommand {
  readonly _tag: "OneWayCallCommand";
  readonly serviceName: string;
  readonly handlerName: string;
  readonly parameter: Uint8Array;
  readonly invokeTimeMs: number;
  readonly headers: readonly Header[];
  readonly key: string;
  readonly idempotencyKey: string | null;
  readonly scope: string | null;
  readonly limitKey: string | null;
  /** The completion that carries the callee's id. */
  readonly invocationIdCompletionId: number;
  readonly name: string;
}

/** Writes and reads OneWayCall. */
export const oneWayCallCodec: Codec<OneWayCallCommand> = {
  type: MessageType.OneWayCallCommand,
  encode(writer, message) {
    writer.string(1, message.serviceName);
    writer.string(2, message.handlerName);
    writer.bytes(3, message.parameter);
    writer.uint64(4, message.invokeTimeMs);
    writeHeaders(writer, 5, message.headers);
    writer.string(6, message.key);
    if (message.idempotencyKey !== null) writer.stringAlways(7, message.idempotencyKey);
    if (message.scope !== null) writer.stringAlways(8, message.scope);
    if (message.limitKey !== null) writer.stringAlways(9, message.limitKey);
    writer.uint32(10, message.invocationIdCompletionId);
    writer.string(12, message.name);
  },
  decode: readOneWayCall,
};

function readOneWayCall(reader: Reader): OneWayCallCommand | null {
  let serviceName = "";
  let handlerName = "";
  let parameter = EMPTY;
  let invokeTimeMs = 0;
  const headers: Header[] = [];
  let key = "";
  let idempotencyKey: string | null = null;
  let scope: string | null = null;
  let limitKey: string | null = null;
  let invocationIdCompletionId = 0;
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
        invokeTimeMs = reader.uint64("invoke_time");
        break;
      case 5:
        readHeader(reader, headers);
        break;
      case 6:
        key = reader.string("key");
        break;
      case 7:
        idempotencyKey = reader.string("idempotency_key");
        break;
      case 8:
        scope = reader.string("scope");
        break;
      case 9:
        limitKey = reader.string("limit_key");
        break;
      case 10:
        invocationIdCompletionId = reader.uint32("invocation_id_notification_idx");
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
  return {
    _tag: "OneWayCallCommand",
    serviceName,
    handlerName,
    parameter,
    invokeTimeMs,
    headers,
    key,
    idempotencyKey,
    scope,
    limitKey,
    invocationIdCompletionId,
    name,
  };
}

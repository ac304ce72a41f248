import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";
import type { Codec } from "./codec.ts";
import { readFailure, writeFailure } from "./failure.ts";
import { MessageType } from "./message-type.ts";
import {
  EMPTY,
  readStateKeys,
  readValue,
  readVoid,
  type ValueOrFailure,
  type VoidResult,
  writeStateKeys,
} from "./result.ts";
import type { SignalId } from "./signal.ts";

/** The answer to the command that asked for this completion id. */
export interface CompletionId {
  readonly _tag: "Completion";
  readonly completionId: number;
}

/** What a notification is about: an asked completion, or a signal nobody asked for. */
export type NotificationId = CompletionId | SignalId;

/** The id, as `inv_1` text, of the invocation that a call made. */
export interface InvocationIdResult {
  readonly _tag: "InvocationId";
  readonly invocationId: string;
}

/** The names of all keys of the state. */
export interface StateKeysResult {
  readonly _tag: "StateKeys";
  readonly keys: readonly Uint8Array[];
}

/** Everything a notification can carry. */
export type NotificationResult = VoidResult | ValueOrFailure | InvocationIdResult | StateKeysResult;

/**
 * Something happened that the journal waits for (wire facts 1.5); all notification types share
 * this shape. A signal notification has a signal's id, every other one a completion id.
 */
export interface Notification {
  readonly _tag: "Notification";
  readonly type: number;
  readonly id: NotificationId;
  readonly result: NotificationResult;
}

/** Writes and reads a notification of type `type`. */
export function notificationCodec(type: number): Codec<Notification> {
  return { type, encode: writeNotification, decode: readNotification };
}

function writeNotification(writer: Writer, { id, result }: Notification): void {
  if (id._tag === "Completion") writer.uint32Always(1, id.completionId);
  else if (id._tag === "Signal") writer.uint32Always(2, id.index);
  else writer.stringAlways(3, id.name);
  switch (result._tag) {
    case "Void":
      writer.bytesMessage(4, EMPTY);
      return;
    case "Value":
      writer.bytesMessage(5, result.value);
      return;
    case "Failure":
      writeFailure(writer, 6, result.failure);
      return;
    case "InvocationId":
      writer.stringAlways(16, result.invocationId);
      return;
    case "StateKeys":
      writeStateKeys(writer, 17, result.keys);
      return;
    default:
      return result satisfies never;
  }
}

function readNotification(reader: Reader, type: number): Notification | null {
  let id: NotificationId | null = null;
  let result: NotificationResult | null = null;
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        id = { _tag: "Completion", completionId: reader.uint32("completion_id") };
        break;
      case 2:
        id = { _tag: "Signal", index: reader.uint32("idx") };
        break;
      case 3:
        id = { _tag: "NamedSignal", name: reader.string("name") };
        break;
      case 4:
        result = readVoid(reader, "void");
        break;
      case 5:
        result = { _tag: "Value", value: readValue(reader, "value") };
        break;
      case 6:
        result = { _tag: "Failure", failure: readFailure(reader, "failure") };
        break;
      case 16:
        result = { _tag: "InvocationId", invocationId: reader.string("invocation_id") };
        break;
      case 17:
        result = { _tag: "StateKeys", keys: readStateKeys(reader, "state_keys") };
        break;
      default:
        reader.skip();
    }
  }
  if (id === null) return reader.refuse("id", "has neither completion_id, idx nor name");
  if (result === null) return reader.refuse("result", "is missing");
  if (type === MessageType.SignalNotification) {
    if (id._tag === "Completion") return reader.refuse("id", "is not that of a signal");
  } else if (id._tag !== "Completion" || id.completionId === 0) {
    return reader.refuse("completion_id", "is missing or 0");
  }
  return { _tag: "Notification", type, id, result };
}

import type { ProtocolVersion } from "../content-type.ts";
import { Writer } from "../protobuf/writer.ts";
import type { Codec } from "./codec.ts";
import type { Message } from "./message.ts";
import { type Start, writeStart } from "./start.ts";
import { codecByTag } from "./table.ts";

/** The one buffer all messages are written in: writing is never interrupted, its result copied. */
const writer = new Writer();

/** The number of a message in its frame header. */
export function messageType(message: Message): number {
  return message._tag === "Notification" ? message.type : codecByTag[message._tag].type;
}

/** The payload of a message; of a Start, with the fields of every version. */
export function encodeMessage(message: Message): Uint8Array {
  writer.reset();
  codecOf(message).encode(writer, message);
  return writer.take();
}

/** A message as a whole frame, header and payload. */
export function encodeMessageFrame(message: Message, flags = 0): Uint8Array {
  writer.reset();
  const codec = codecOf(message);
  const start = writer.beginFrame();
  codec.encode(writer, message);
  const type = message._tag === "Notification" ? message.type : codec.type;
  writer.endFrame(start, type, flags);
  return writer.take();
}

/**
 * The payload of a Start for an SDK that speaks `version`: what it does not know is left out.
 * Exists because Start is the one message whose fields the server fills by version.
 */
export function encodeStart(start: Start, version: ProtocolVersion): Uint8Array {
  writer.reset();
  writeStart(writer, start, version);
  return writer.take();
}

function codecOf(message: Message): Codec<Message> {
  return codecByTag[message._tag];
}

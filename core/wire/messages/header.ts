import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";
import { readPair, writePair } from "./failure.ts";

/** One header of a request between a client or handler and a handler (wire facts 1.4). */
export interface Header {
  readonly key: string;
  readonly value: string;
}

/** Writes all headers under `field`. */
export function writeHeaders(writer: Writer, field: number, headers: readonly Header[]): void {
  for (const { key, value } of headers) writePair(writer, field, key, value);
}

/** Reads one more header into `into`. */
export function readHeader(reader: Reader, into: Header[]): void {
  if (reader.countElement("headers")) into.push(readPair(reader, "headers"));
}

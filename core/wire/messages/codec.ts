import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";

/**
 * How one message is written and read.
 * Exists as the row of the codec table. `decode` returns null (or anything) once the reader has
 * failed; fields are written in ascending number, as every other implementation does, so that
 * equal messages are equal bytes.
 */
export interface Codec<M> {
  readonly type: number;
  encode(writer: Writer, message: M): void;
  decode(reader: Reader, type: number): M | null;
}

import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";

/** One piece of a failure's metadata (wire facts 1.4, v6). */
export interface FailureMetadata {
  readonly key: string;
  readonly value: string;
}

/**
 * A terminal failure: what a handler, a step or the server ended with (wire facts 1.4).
 * Exists as a value because failures are journaled and delivered like results.
 */
export interface Failure {
  readonly code: number;
  readonly message: string;
  readonly metadata: readonly FailureMetadata[];
}

/** Writes a Failure as field `field`, present even when all is default. */
export function writeFailure(writer: Writer, field: number, failure: Failure): void {
  const start = writer.begin(field);
  writer.uint32(1, failure.code);
  writer.string(2, failure.message);
  for (const { key, value } of failure.metadata) writePair(writer, 3, key, value);
  writer.end(start);
}

/** Reads the Failure the reader stands at. */
export function readFailure(reader: Reader, name: string): Failure {
  const outer = reader.enter(name);
  let code = 0;
  let message = "";
  const metadata: FailureMetadata[] = [];
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        code = reader.uint32("Failure.code");
        break;
      case 2:
        message = reader.string("Failure.message");
        break;
      case 3:
        if (reader.countElement("Failure.metadata")) {
          metadata.push(readPair(reader, "Failure.metadata"));
        }
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { code, message, metadata };
}

/** Writes a nested {1: key, 2: value} of two strings, the shape of Header and metadata. */
export function writePair(writer: Writer, field: number, key: string, value: string): void {
  const start = writer.begin(field);
  writer.string(1, key);
  writer.string(2, value);
  writer.end(start);
}

/** Reads a nested {1: key, 2: value} of two strings. */
export function readPair(reader: Reader, name: string): FailureMetadata {
  const outer = reader.enter(name);
  let key = "";
  let value = "";
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        key = reader.string(`${name}.key`);
        break;
      case 2:
        value = reader.string(`${name}.value`);
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { key, value };
}

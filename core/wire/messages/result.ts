import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";
import { type Failure, writeFailure } from "./failure.ts";

/** Nothing to tell but that it happened. */
export interface VoidResult {
  readonly _tag: "Void";
}

/** Bytes that the user's serializer made. */
export interface ValueResult {
  readonly _tag: "Value";
  readonly value: Uint8Array;
}

/** A terminal failure in place of a value. */
export interface FailureResult {
  readonly _tag: "Failure";
  readonly failure: Failure;
}

/** How a handler, a call or a durable promise ends. */
export type ValueOrFailure = ValueResult | FailureResult;

/** The one Void there needs to be. */
export const VOID: VoidResult = { _tag: "Void" };

/** Writes the member of a oneof {Value, Failure} under its field number. */
export function writeValueOrFailure(
  writer: Writer,
  valueField: number,
  failureField: number,
  result: ValueOrFailure,
): void {
  if (result._tag === "Value") writer.bytesMessage(valueField, result.value);
  else writeFailure(writer, failureField, result.failure);
}

/** Reads a Value message {1: content}; a view of the input. */
export function readValue(reader: Reader, name: string): Uint8Array {
  const outer = reader.enter(name);
  let content = EMPTY;
  while (reader.nextField()) {
    if (reader.field === 1) content = reader.bytes("Value.content");
    else reader.skip();
  }
  reader.leave(outer);
  return content;
}

/** Reads a Void message, whose fields, if any, mean nothing yet. */
export function readVoid(reader: Reader, name: string): VoidResult {
  const outer = reader.enter(name);
  while (reader.nextField()) reader.skip();
  reader.leave(outer);
  return VOID;
}

/** Writes a StateKeys message {1: repeated bytes}. */
export function writeStateKeys(writer: Writer, field: number, keys: readonly Uint8Array[]): void {
  const start = writer.begin(field);
  for (const key of keys) writer.bytesAlways(1, key);
  writer.end(start);
}

/** Reads a StateKeys message; views of the input. */
export function readStateKeys(reader: Reader, name: string): Uint8Array[] {
  const outer = reader.enter(name);
  const keys: Uint8Array[] = [];
  while (reader.nextField()) {
    if (reader.field !== 1) reader.skip();
    else if (reader.countElement("StateKeys.keys")) keys.push(reader.bytes("StateKeys.keys"));
  }
  reader.leave(outer);
  return keys;
}

/** No bytes: what an absent bytes field reads as. */
export const EMPTY: Uint8Array = new Uint8Array(0);

import { type Command, commandName, messageType } from "@holdfast/core";

/** Fields that may differ between attempts: what is stored counts (wire facts 1.5, 1.9). */
const FREE_FIELDS: Partial<Record<Command["_tag"], readonly string[]>> = {
  SleepCommand: ["wakeUpTimeMs"],
  OneWayCallCommand: ["invokeTimeMs"],
  GetEagerStateCommand: ["result"],
  GetEagerStateKeysCommand: ["keys"],
  OutputCommand: ["result"],
};

/**
 * Why a command is not the one that the journal holds at its place, or null where it is.
 * Exists to tell the developer which command came out of order, and what was there before.
 */
export function mismatch(index: number, issued: Command, stored: Command): string | null {
  const place = `journal mismatch at command ${index}`;
  if (issued._tag !== stored._tag) {
    return (
      `${place}: the handler issues ${describe(issued)}, the journal holds ${describe(stored)}. ` +
      ADVICE
    );
  }
  const field = differingField(issued, stored);
  if (field === null) return null;
  return (
    `${place}: ${describe(issued)} has ${field} = ${print(issued, field)}, ` +
    `the journal holds ${print(stored, field)}. ${ADVICE}`
  );
}

/** Why a handler waits where the journal shows that it once went on. */
export function strayWait(index: number, awaited: readonly string[], next: Command): string {
  return (
    `journal mismatch at command ${index}: the handler waits for ${awaited.join(", ")}, of which ` +
    `nothing is in the journal, but the journal goes on with ${describe(next)}. ${ADVICE}`
  );
}

/** Bytes of a value that is printed whole. */
const LONGEST_PRINTED = 120;

const ADVICE =
  "A handler has to issue the same commands each time it runs: take what may differ (time, " +
  "chance, the outside world) through a run, and give changed code a new deployment.";

function describe(command: Command): string {
  const what = commandName(messageType(command));
  const name = command.name === "" ? "" : ` '${command.name}'`;
  switch (command._tag) {
    case "CallCommand":
    case "OneWayCallCommand":
      return `${what}${name} to ${command.serviceName}/${command.handlerName}`;
    default:
      return what + name;
  }
}

function differingField(issued: Command, stored: Command): string | null {
  const free = FREE_FIELDS[issued._tag];
  for (const field of Object.keys(issued)) {
    if (equal(fieldOf(issued, field), fieldOf(stored, field))) continue;
    if (free?.includes(field) !== true) return field;
  }
  return null;
}

function equal(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (a instanceof Uint8Array) return b instanceof Uint8Array && equalBytes(a, b);
  const left = Object.entries(a);
  if (left.length !== Object.keys(b).length) return false;
  return left.every(([field, value]) => equal(value, fieldOf(b, field)));
}

function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

function fieldOf(value: object, field: string): unknown {
  return (value as Readonly<Record<string, unknown>>)[field];
}

function print(command: Command, field: string): string {
  const value = fieldOf(command, field);
  if (value instanceof Uint8Array) return printBytes(value);
  return JSON.stringify(value);
}

/** Text as text where it is short, so that the reader sees what differs. */
function printBytes(bytes: Uint8Array): string {
  if (bytes.length > LONGEST_PRINTED) return `${bytes.length} bytes`;
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f);
  return isText ? String.fromCharCode(...bytes) : `${bytes.length} bytes`;
}

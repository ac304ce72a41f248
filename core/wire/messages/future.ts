import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";

/** How the children of a future decide it (wire facts 1.8). */
export type Combinator =
  | "Unknown"
  | "FirstCompleted"
  | "AllCompleted"
  | "FirstSucceededOrAllFailed"
  | "AllSucceededOrFirstFailed";

/**
 * A tree of what an invocation waits for (wire facts 1.4, v7).
 * Exists because with v7 the server, not the SDK, decides when enough of it has happened.
 */
export interface Future {
  readonly waitingCompletions: readonly number[];
  readonly waitingSignals: readonly number[];
  readonly waitingNamedSignals: readonly string[];
  readonly nested: readonly Future[];
  readonly combinator: Combinator;
}

/** Levels below the root of the deepest tree taken; the real server's own limit (wire facts 1.8). */
export const MAX_FUTURE_DEPTH = 1000;

const COMBINATORS: readonly Combinator[] = [
  "Unknown",
  "FirstCompleted",
  "AllCompleted",
  "FirstSucceededOrAllFailed",
  "AllSucceededOrFirstFailed",
];

/** Writes a Future as field `field`. */
export function writeFuture(writer: Writer, field: number, future: Future): void {
  const start = writer.begin(field);
  writer.packedUint32(1, future.waitingCompletions);
  writer.packedUint32(2, future.waitingSignals);
  for (const name of future.waitingNamedSignals) writer.stringAlways(3, name);
  for (const child of future.nested) writeFuture(writer, 4, child);
  writer.uint32(5, COMBINATORS.indexOf(future.combinator));
  writer.end(start);
}

/** Reads the Future the reader stands at; an unknown combinator reads as "Unknown". */
export function readFuture(reader: Reader, name: string, depth = 0): Future {
  const waitingCompletions: number[] = [];
  const waitingSignals: number[] = [];
  const waitingNamedSignals: string[] = [];
  const nested: Future[] = [];
  let combinator: Combinator = "Unknown";
  if (depth > MAX_FUTURE_DEPTH) {
    reader.refuseDepth(name, `is nested more than ${MAX_FUTURE_DEPTH} deep`);
  }
  const outer = reader.enter(name);
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        reader.uint32s("Future.waiting_completions", waitingCompletions);
        break;
      case 2:
        reader.uint32s("Future.waiting_signals", waitingSignals);
        break;
      case 3:
        if (reader.countElement("Future.waiting_named_signals")) {
          waitingNamedSignals.push(reader.string("Future.waiting_named_signals"));
        }
        break;
      case 4:
        if (reader.countElement("Future.nested_futures")) {
          nested.push(readFuture(reader, "Future.nested_futures", depth + 1));
        }
        break;
      case 5:
        combinator = COMBINATORS[reader.enumeration("Future.combinator_type")] ?? "Unknown";
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { waitingCompletions, waitingSignals, waitingNamedSignals, nested, combinator };
}

import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import type { TraceLine } from "./line.ts";
import { readLine } from "./read-line.ts";
import { Impossible, TraceChecker } from "./trace-checker.ts";

/** What checking a trace came to. */
export interface CheckedTrace {
  readonly lines: number;
  readonly steps: number;
  readonly batches: number;
  readonly engines: number;
  /** Lines that an engine could not finish before it was killed. */
  readonly torn: number;
  /** The first line that cannot be, or null where all can. */
  readonly impossible: ImpossibleLine | null;
}

export interface ImpossibleLine {
  /** From 1 on. */
  readonly number: number;
  /** The line itself. */
  readonly text: string;
  readonly reason: string;
}

/** Sees each line that was accepted; false ends the reading after it. */
export type OnLine = (line: TraceLine, number: number, checker: TraceChecker) => boolean;

/** Checks lines one after the other, up to the first that cannot be. */
export async function checkLines(
  lines: AsyncIterable<string> | Iterable<string>,
  onLine: OnLine = () => true,
): Promise<CheckedTrace> {
  const checker = new TraceChecker();
  let number = 0;
  let torn = 0;
  /** The last line, where it was torn: only a start may come after it. */
  let open: ImpossibleLine | null = null;
  let impossible: ImpossibleLine | null = null;
  for await (const text of lines) {
    number++;
    const read = readLine(text);
    if (open !== null && !(read._tag === "Line" && read.line._tag === "Start")) {
      impossible = open;
      break;
    }
    open = null;
    if (read._tag === "Torn") {
      torn++;
      open = { number, text, reason: "it is no JSON, and no engine begins after it" };
      continue;
    }
    const reason = read._tag === "Malformed" ? read.reason : whyImpossible(checker, read.line);
    if (reason === null) {
      if (read._tag === "Line" && !onLine(read.line, number, checker)) break;
      continue;
    }
    impossible = { number, text, reason };
    break;
  }
  const { steps, batches, engines } = checker;
  if (impossible === null && engines === 0) {
    impossible = { number: 1, text: "", reason: "there is no engine in it" };
  }
  return { lines: number, steps, batches, engines, torn, impossible };
}

function whyImpossible(checker: TraceChecker, line: TraceLine): string | null {
  try {
    checker.take(line);
    return null;
  } catch (error) {
    if (error instanceof Impossible) return error.message;
    throw error;
  }
}

/** The lines of a file; fails with what the system says where it cannot be read. */
export function linesOf(path: string): AsyncIterable<string> {
  return createInterface({ input: createReadStream(path) });
}

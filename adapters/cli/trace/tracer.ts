import { happeningOf, rowsOf } from "@holdfast/simulator";
import type { EngineTrace, TraceOpening } from "../../host/index.ts";
import { abridgeHappening } from "./abridge-happening.ts";
import { abridgeRow } from "./abridge-row.ts";
import { rowsSum } from "./digest.ts";
import { TRACE_FORMAT, type TraceLine } from "./line.ts";
import type { TraceFile } from "./trace-file.ts";

/** What a tracer is built with. */
export interface TracerParts {
  readonly file: Pick<TraceFile, "lastBatch" | "add" | "flush">;
  /** Of this release. */
  readonly version: string;
  /** Called once, when the trace goes no further: the file cannot be written. */
  readonly onEnd: (reason: string) => void;
}

/**
 * Writes down one engine in the words of the specification. Lines of a batch are in the file before
 * the store is given the batch: whatever is found durable later, the trace tells how it came about.
 * A trace that cannot be written ends; the engine goes on.
 */
export function traceEngine(parts: TracerParts, opening: TraceOpening): EngineTrace {
  const { file } = parts;
  const { hashes } = opening.config;
  let hasEnded = false;
  const unlessEnded = (write: () => void): void => {
    if (hasEnded) return;
    try {
      write();
    } catch (cause) {
      hasEnded = true;
      parts.onEnd(cause instanceof Error ? cause.message : String(cause));
    }
  };
  const add = (line: TraceLine): void => file.add(JSON.stringify(line));
  unlessEnded(() => begin(parts, opening, add));
  return {
    watch: (event, led) =>
      unlessEnded(() =>
        add({
          _tag: "Step",
          atMs: event.nowMs,
          happening: abridgeHappening(happeningOf(event, hashes)),
          changes: led.changes.length,
          rows: rowsOf(led.changes).map(abridgeRow),
        }),
      ),
    append: (batch, changes) =>
      unlessEnded(() => {
        add({ _tag: "Append", batch, changes });
        file.flush();
      }),
    durable: (batch) =>
      unlessEnded(() => {
        add({ _tag: "Durable", batch });
        file.flush();
      }),
  };
}

function begin(
  { file, version }: TracerParts,
  { config, epoch, lastSequence, rows }: TraceOpening,
  add: (line: TraceLine) => void,
): void {
  const { index, count } = config.partition;
  const told = lastSequence > (file.lastBatch ?? 0);
  add({
    _tag: "Start",
    format: TRACE_FORMAT,
    version,
    atMs: Date.now(),
    epoch,
    lastBatch: lastSequence,
    partition: { index, count },
    rows: rowsSum(abridged(rows)),
    told,
  });
  if (told) for (const row of abridged(rows)) add({ _tag: "Row", row });
  file.flush();
}

function* abridged(rows: TraceOpening["rows"]) {
  for (const change of rows()) for (const row of rowsOf([change])) yield abridgeRow(row);
}

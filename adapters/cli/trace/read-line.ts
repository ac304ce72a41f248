import { Either, ParseResult, Schema as S } from "effect";
import { HappeningShape } from "./happening-shapes.ts";
import { TRACE_FORMAT, type TraceLine } from "./line.ts";
import { RowShape } from "./row-shapes.ts";
import { Count, tagged, Time } from "./value-shapes.ts";

const LineShape = S.Union(
  tagged("Start", {
    format: Count,
    version: S.String,
    atMs: Time,
    epoch: Count,
    lastBatch: Count,
    partition: S.Struct({ index: Count, count: S.Int.pipe(S.positive()) }),
    rows: S.Struct({ count: Count, digest: S.String }),
    told: S.Boolean,
  }),
  tagged("Row", { row: RowShape }),
  tagged("Step", {
    atMs: Time,
    happening: HappeningShape,
    changes: Count,
    rows: S.Array(RowShape),
  }),
  tagged("Append", { batch: Count, changes: Count }),
  tagged("Durable", { batch: Count }),
);

const validate = S.validateEither(LineShape);

/** What a line of a file turned out to be. */
export type ReadLine =
  | { readonly _tag: "Line"; readonly line: TraceLine }
  /** Not even JSON: an engine that was killed while it wrote leaves one such line. */
  | { readonly _tag: "Torn" }
  | { readonly _tag: "Malformed"; readonly reason: string };

export function readLine(text: string): ReadLine {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { _tag: "Torn" };
  }
  const format = formatOf(json);
  if (format !== null && format !== TRACE_FORMAT) {
    const reason = `it is of format ${JSON.stringify(format)}, and this release reads format ${TRACE_FORMAT}`;
    return { _tag: "Malformed", reason };
  }
  const line = validate(json);
  if (Either.isRight(line)) return { _tag: "Line", line: line.right };
  const [issue] = ParseResult.ArrayFormatter.formatErrorSync(line.left);
  const path = issue?.path.map(String).join(".") ?? "";
  return { _tag: "Malformed", reason: `${path === "" ? "it" : path}: ${issue?.message ?? ""}` };
}

/** What a start line says its format is, whatever else it says; null for other lines. */
function formatOf(json: unknown): unknown {
  if (typeof json !== "object" || json === null) return null;
  return "_tag" in json && json._tag === "Start" && "format" in json ? json.format : null;
}

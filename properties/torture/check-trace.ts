import { existsSync } from "node:fs";
import { type CheckedTrace, checkLines, linesOf } from "holdfast/trace";

import type { Violation } from "./check.ts";

/** How much of what the server wrote down the specification accepts. */
export type Traced = Pick<CheckedTrace, "lines" | "steps" | "batches" | "engines" | "torn">;

/** Checks what the server wrote down over all its lives; there is nothing where it is not ours. */
export async function checkTrace(
  path: string,
): Promise<{ readonly traced: Traced | null; readonly refusals: readonly Violation[] }> {
  if (!existsSync(path)) return { traced: null, refusals: [] };
  const { impossible, ...traced } = await checkLines(linesOf(path));
  if (impossible === null) return { traced, refusals: [] };
  const { number, reason, text } = impossible;
  const nonce = `${path}:${number}`;
  return { traced, refusals: [{ _tag: "TraceRefused", nonce, text: `${reason}: ${text}` }] };
}

/** Throws where the server wrote down a step that the specification does not have. */
export async function assertTraceAccepted(path: string): Promise<void> {
  const { refusals } = await checkTrace(path);
  for (const { nonce, text } of refusals) throw new Error(`${nonce}: ${text}`);
}

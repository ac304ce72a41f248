import { hash } from "node:crypto";
import type { RowChange } from "@holdfast/spec";
import type { RowsSum } from "./line.ts";

/** Hex digits of a digest: enough that no two contents of a trace have the same by chance. */
const DIGITS = 16;

/** What stands for a content in a trace: its bytes' number, and the beginning of their SHA-256. */
export function digestOf(content: Uint8Array | string): string {
  const length = typeof content === "string" ? Buffer.byteLength(content) : content.byteLength;
  return `${length}:${hash("sha256", content, "hex").slice(0, DIGITS)}`;
}

/** Rows summed up in whatever order they come: the exclusive or of the digests of their JSON. */
export function rowsSum(rows: Iterable<RowChange>): RowsSum {
  const mixed = new Uint8Array(DIGITS / 2);
  let count = 0;
  for (const row of rows) {
    const bytes = hash("sha256", JSON.stringify(row), "buffer");
    for (let i = 0; i < mixed.length; i++) mixed[i] = (mixed[i] ?? 0) ^ (bytes[i] ?? 0);
    count++;
  }
  return { count, digest: Buffer.from(mixed).toString("hex") };
}

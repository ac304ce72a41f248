import type { StreamId, StreamInputs } from "@holdfast/core";

type StreamHead = Extract<Parameters<StreamInputs>[0], { readonly _tag: "StreamHead" }>;

/** Response headers as node:http and node:http2 give them. */
export type ResponseHeaders = Readonly<
  Record<string, string | readonly string[] | number | undefined>
>;

/** What the engine is told of a response's head (wire facts 1.2). */
export function streamHead(
  stream: StreamId,
  status: number,
  headers: ResponseHeaders,
  nowMs: number,
): StreamHead {
  return {
    _tag: "StreamHead",
    stream,
    status,
    contentType: headerValue(headers, "content-type"),
    server: headerValue(headers, "x-restate-server"),
    retryAfterMs: retryAfterMs(headerValue(headers, "retry-after"), nowMs),
  };
}

/** The one value of a response header, or null; a repeated header counts as its first value. */
export function headerValue(headers: ResponseHeaders, name: string): string | null {
  const value = headers[name];
  if (value === undefined) return null;
  return typeof value === "object" ? (value[0] ?? null) : String(value);
}

/** Whole seconds; more digits than these are a mistake rather than a wish. */
const SECONDS = /^\d{1,10}$/;
/** An HTTP date begins with the name of a day; anything looser `Date.parse` would guess at. */
const DATE = /^(Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]*,? /;

/** `retry-after` as milliseconds from now: whole seconds or a date; null if it is neither. */
export function retryAfterMs(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const text = value.trim();
  if (SECONDS.test(text)) return Number(text) * 1_000;
  if (!DATE.test(text)) return null;
  const atMs = Date.parse(text);
  return Number.isNaN(atMs) ? null : Math.max(0, atMs - nowMs);
}

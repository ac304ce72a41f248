import type { RequestHead } from "./request-head.ts";

/** Headers that every answer carries, so that pages of any origin may read it (3.3). */
const ALWAYS = [
  "vary",
  "origin, access-control-request-method, access-control-request-headers",
  "access-control-allow-credentials",
  "true",
] as const;

/** The CORS headers of an answer, names and values by turns; a preflight gets what it asked for. */
export function corsHeaders({ method, headers: { cors } }: RequestHead): readonly string[] {
  if (cors === null) return ALWAYS;
  const headers: string[] = [...ALWAYS];
  if (method === "OPTIONS") {
    if (cors.method !== null) headers.push("access-control-allow-methods", cors.method);
    if (cors.headers !== null) headers.push("access-control-allow-headers", cors.headers);
  }
  if (cors.origin !== null) headers.push("access-control-allow-origin", cors.origin);
  return headers;
}

import type { Header } from "@holdfast/core";

/** What a request says before its body: all that a route is chosen by. */
export interface RequestHead {
  readonly method: string;
  /** Path without the slashes at its ends, but for one at the front. */
  readonly path: string;
  /** Path as it was sent and query: what handlers are told (wire facts 3.2). */
  readonly pathAndQuery: string;
  /** Query without its `?`; empty when there is none. */
  readonly query: string;
  readonly headers: RequestHeaders;
}

/** The headers of a request, sorted by who wants them. */
export interface RequestHeaders {
  /** As they go into the Input command, after the ingress path: first values, in order (3.2). */
  readonly forwarded: readonly Header[];
  /** Name of the first header whose value cannot be forwarded, or null. */
  readonly unreadable: string | null;
  readonly idempotencyKey: string | null;
  readonly limitKey: string | null;
  /** What a browser says of itself; null in any other request. */
  readonly cors: CorsRequest | null;
}

/** What a page of another origin asks leave for; null where it says nothing of it. */
export interface CorsRequest {
  readonly origin: string | null;
  readonly method: string | null;
  readonly headers: string | null;
}

const NOT_FORWARDED = new Set(["connection", "host", "idempotency-key", "idempotency-expires"]);
const NO_CORS: CorsRequest = { origin: null, method: null, headers: null };
const READABLE = /^[\t\x20-\x7e]*$/;

/** Takes apart what a connection received; `rawHeaders` are names and values by turns. */
export function readHead(method: string, url: string, rawHeaders: readonly string[]): RequestHead {
  const pathAndQuery = originForm(url);
  const queryAt = pathAndQuery.indexOf("?");
  const path = queryAt < 0 ? pathAndQuery : pathAndQuery.slice(0, queryAt);
  return {
    method,
    path: trimSlashes(path),
    pathAndQuery,
    query: queryAt < 0 ? "" : pathAndQuery.slice(queryAt + 1),
    headers: readHeaders(pathAndQuery, rawHeaders),
  };
}

function readHeaders(pathAndQuery: string, raw: readonly string[]): RequestHeaders {
  const forwarded: Header[] = [{ key: "x-restate-ingress-path", value: pathAndQuery }];
  let unreadable: string | null = null;
  let idempotencyKey: string | null = null;
  let limitKey: string | null = null;
  let cors: CorsRequest | null = null;
  for (let i = 0; i + 1 < raw.length; i += 2) {
    const key = (raw[i] ?? "").toLowerCase();
    const value = raw[i + 1] ?? "";
    if (key.startsWith(":")) continue;
    const readable = READABLE.test(value);
    if (key === "idempotency-key") {
      idempotencyKey ??= value;
      if (!readable) unreadable ??= key;
      continue;
    }
    if (NOT_FORWARDED.has(key)) continue;
    if (!readable) unreadable ??= key;
    else if (key === "origin") cors = { ...(cors ?? NO_CORS), origin: value };
    else if (key === "access-control-request-method")
      cors = { ...(cors ?? NO_CORS), method: value };
    else if (key === "access-control-request-headers") {
      cors = { ...(cors ?? NO_CORS), headers: value };
    } else if (key === "x-restate-limit-key" && value !== "") limitKey ??= value;
    if (isFirst(forwarded, key)) forwarded.push({ key, value });
  }
  return { forwarded, unreadable, idempotencyKey, limitKey, cors };
}

/** Whether no header so named was taken yet; the ingress path at place 0 is ours and not one. */
function isFirst(taken: readonly Header[], key: string): boolean {
  for (let i = 1; i < taken.length; i++) if (taken[i]?.key === key) return false;
  return true;
}

/** `http://host/path?query#fragment` and the like as `/path?query`. */
function originForm(url: string): string {
  const fragmentAt = url.indexOf("#");
  const whole = fragmentAt < 0 ? url : url.slice(0, fragmentAt);
  if (whole.startsWith("/") || whole === "*") return whole;
  const authorityAt = whole.indexOf("://");
  const pathAt = authorityAt < 0 ? -1 : whole.indexOf("/", authorityAt + 3);
  return pathAt < 0 ? "/" : whole.slice(pathAt);
}

function trimSlashes(path: string): string {
  if (!path.startsWith("/")) return path;
  let start = 1;
  let end = path.length;
  while (path.charCodeAt(start) === 47) start += 1;
  while (end > start && path.charCodeAt(end - 1) === 47) end -= 1;
  return start === 1 && end === path.length ? path : `/${path.slice(start, end)}`;
}

/**
 * A path segment as an object or workflow key: percent-decoded, then read as UTF-8; null when it
 * is not UTF-8. A `%` that two hex digits do not follow stands for itself, as observed.
 */
export function decodeKey(segment: string): string | null {
  if (/^[\x21-\x24\x26-\x7e]*$/.test(segment)) return segment;
  const bytes: number[] = [];
  for (let i = 0; i < segment.length; i++) {
    const escape = segment.slice(i, i + 3);
    if (/^%[0-9a-fA-F]{2}$/.test(escape)) {
      bytes.push(Number.parseInt(escape.slice(1), 16));
      i += 2;
    } else bytes.push(segment.charCodeAt(i) & 0xff);
  }
  try {
    return strictUtf8.decode(Uint8Array.from(bytes));
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

const strictUtf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

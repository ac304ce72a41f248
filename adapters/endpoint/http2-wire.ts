import { validateHeaderName, validateHeaderValue } from "node:http";
import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type OutgoingHttpHeaders,
} from "node:http2";
import type { Destination } from "./destination.ts";
import { describeError } from "./failure-text.ts";
import type { Wire, WireListener, WireRequest } from "./wire.ts";

/** The connection that a stream is on. */
export interface WireHome {
  /** Why the connection ended, or null while it lives. */
  readonly lossReason: () => string | null;
  /** The stream has left its place to another. */
  readonly freed: () => void;
}

/**
 * One HTTP/2 stream as a `Wire`. It is a class, and its listeners are few, because one is made
 * for every attempt.
 */
export class Http2Wire implements Wire {
  readonly #stream: ClientHttp2Stream;
  readonly #listener: WireListener;
  readonly #home: WireHome;
  #settled = false;
  #error: Error | null = null;

  /** Sends the headers at once; throws what node:http2 throws at headers that it cannot send. */
  constructor(
    session: ClientHttp2Session,
    destination: Destination,
    request: WireRequest,
    listener: WireListener,
    home: WireHome,
  ) {
    const stream = session.request(http2Headers(destination, request), {
      endStream: request.method === "GET",
    });
    this.#stream = stream;
    this.#listener = listener;
    this.#home = home;
    stream.on("response", (headers) => listener.head(Number(headers[":status"]), headers, "2.0"));
    stream.on("data", (bytes: Buffer) => listener.bytes(bytes));
    stream.on("end", () => this.#ended());
    stream.on("error", (error) => {
      this.#error = error;
    });
    stream.on("close", () => this.#closed());
  }

  write(bytes: Uint8Array): void {
    this.#stream.write(bytes);
  }

  end(last: Uint8Array | null): void {
    if (last === null) this.#stream.end();
    else this.#stream.end(last);
  }

  pause(): void {
    this.#stream.pause();
  }

  resume(): void {
    this.#stream.resume();
  }

  cancel(): void {
    this.#settled = true;
    this.#stream.close(constants.NGHTTP2_CANCEL);
  }

  unsentBytes(): number {
    return this.#stream.writableLength;
  }

  #ended(): void {
    // A reset looks like an end to node:http2, but for its code. NO_ERROR after a whole response
    // says that our side need not go on (RFC 9113, 8.1).
    if (this.#settled || this.#stream.rstCode !== constants.NGHTTP2_NO_ERROR) return;
    // So does the end of its whole connection.
    if (this.#home.lossReason() !== null) return;
    this.#settled = true;
    this.#listener.ended();
  }

  #closed(): void {
    if (!this.#settled) {
      this.#settled = true;
      this.#listener.broken(this.#breakReason());
    }
    this.#listener.closed();
    this.#home.freed();
  }

  #breakReason(): string {
    const loss = this.#home.lossReason();
    if (loss !== null) return `the connection was lost: ${loss}`;
    const code = this.#stream.rstCode ?? constants.NGHTTP2_NO_ERROR;
    if (code === constants.NGHTTP2_REFUSED_STREAM) {
      return `the endpoint refused the stream before working on it (REFUSED_STREAM)`;
    }
    if (code !== constants.NGHTTP2_NO_ERROR) {
      return `the endpoint reset the stream with ${http2CodeName(code)}`;
    }
    if (this.#error !== null) return describeError(this.#error);
    return "the stream was cut off before its end";
  }
}

/**
 * Headers of one request, counted as HTTP/2 counts them. Common servers take up to 64 KiB, and
 * give up the connection, with all that it carries, over a request with more.
 */
const MAX_HEADER_BYTES = 48 * 1024;
const HEADER_OVERHEAD_BYTES = 32;

function http2Headers(destination: Destination, request: WireRequest): OutgoingHttpHeaders {
  const headers: Record<string, string | string[]> = {
    ":method": request.method,
    ":scheme": destination.secure ? "https" : "http",
    ":authority": destination.authority,
    ":path": request.path,
  };
  let bytes = request.path.length;
  for (const [name, value] of request.headers) {
    validateHeaderName(name);
    validateHeaderValue(name, value);
    addHeader(headers, name.toLowerCase(), value);
    bytes += name.length + value.length + HEADER_OVERHEAD_BYTES;
  }
  if (bytes > MAX_HEADER_BYTES) {
    throw new Error(
      `its headers are ${bytes} bytes, and the limit is ${MAX_HEADER_BYTES}; is a key too long?`,
    );
  }
  return headers;
}

/** Adds one header; a repeated one becomes a list, as node's HTTP modules take it. */
export function addHeader(
  headers: Record<string, string | string[]>,
  name: string,
  value: string,
): void {
  const present = headers[name];
  if (present === undefined) headers[name] = value;
  else headers[name] = typeof present === "string" ? [present, value] : [...present, value];
}

const CODE_NAMES = [
  "NO_ERROR",
  "PROTOCOL_ERROR",
  "INTERNAL_ERROR",
  "FLOW_CONTROL_ERROR",
  "SETTINGS_TIMEOUT",
  "STREAM_CLOSED",
  "FRAME_SIZE_ERROR",
  "REFUSED_STREAM",
  "CANCEL",
  "COMPRESSION_ERROR",
  "CONNECT_ERROR",
  "ENHANCE_YOUR_CALM",
  "INADEQUATE_SECURITY",
  "HTTP_1_1_REQUIRED",
] as const;

/** An HTTP/2 error code as people know it, e.g. `INTERNAL_ERROR (2)` (RFC 9113, 7). */
export function http2CodeName(code: number): string {
  return `${CODE_NAMES[code] ?? "an unknown code"} (${code})`;
}

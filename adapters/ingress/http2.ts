import type { IncomingHttpHeaders, ServerHttp2Stream } from "node:http2";
import { type BodyResult, type BodyRoom, collectBody, EMPTY_BODY } from "./body.ts";
import { declaredBytes, type Exchange, isBodiless } from "./exchange.ts";
import type { Visits } from "./visits.ts";

/** Greatest status that node:http2 writes; the body of a failure tells its code all the same. */
const MAX_STATUS = 599;

/** One HTTP/2 request: a stream of a cleartext connection with prior knowledge (3.2). */
class Http2Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly declaredBytes: number | null;
  private readonly stream: ServerHttp2Stream;
  private readonly maxBodyBytes: number;
  private readonly room: BodyRoom;

  constructor(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
    maxBodyBytes: number,
    room: BodyRoom,
  ) {
    this.method = pseudo(headers, ":method");
    this.url = pseudo(headers, ":path");
    this.rawHeaders = rawHeaders;
    this.declaredBytes = declaredBytes(headers["content-length"]);
    this.stream = stream;
    this.maxBodyBytes = maxBodyBytes;
    this.room = room;
  }

  readBody(onResult: (result: BodyResult) => void): void {
    if (this.stream.endAfterHeaders) return onResult(EMPTY_BODY);
    collectBody(this.stream, this.maxBodyBytes, this.room, onResult);
  }

  write(status: number, headers: readonly string[], body: Uint8Array | string): void {
    const { stream } = this;
    if (stream.destroyed || stream.closed) return;
    const shown = status > MAX_STATUS ? 500 : status;
    const all: Record<string, string | number> = { ":status": shown };
    for (let i = 0; i + 1 < headers.length; i += 2) all[headers[i] ?? ""] = headers[i + 1] ?? "";
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    if (!isBodiless(status)) all["content-length"] = bytes;
    const endStream = this.method === "HEAD" || isBodiless(status) || bytes === 0;
    stream.respond(all, { endStream });
    if (!endStream) stream.end(body);
    if (!stream.readableEnded) stream.resume();
  }
}

/** Serves the streams of HTTP/2 connections; a stream that closes early has lost its client. */
export class Http2Side {
  private readonly visits: Visits;
  private readonly maxBodyBytes: number;
  private readonly room: BodyRoom;

  constructor(visits: Visits, maxBodyBytes: number, room: BodyRoom) {
    this.visits = visits;
    this.maxBodyBytes = maxBodyBytes;
    this.room = room;
  }

  serve(
    stream: ServerHttp2Stream,
    headers: IncomingHttpHeaders,
    rawHeaders: readonly string[],
  ): void {
    // A stream that breaks also closes, and only that matters here.
    stream.on("error", () => stream.close());
    const { maxBodyBytes, room } = this;
    const exchange = new Http2Exchange(stream, headers, rawHeaders, maxBodyBytes, room);
    const visit = this.visits.begin(exchange);
    if (!visit.over) stream.once("close", () => this.visits.gone(visit));
  }
}

function pseudo(headers: IncomingHttpHeaders, name: ":method" | ":path"): string {
  const value = (headers as Readonly<Record<string, unknown>>)[name];
  return typeof value === "string" ? value : "";
}

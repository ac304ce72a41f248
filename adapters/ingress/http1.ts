import type { IncomingMessage, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type BodyResult, type BodyRoom, collectBody, EMPTY_BODY } from "./body.ts";
import { declaredBytes, type Exchange, isBodiless } from "./exchange.ts";
import type { Visit, Visits } from "./visits.ts";

/** One HTTP/1.1 request; pipelined ones are answered in the order they came, by node:http. */
class Http1Exchange implements Exchange {
  readonly method: string;
  readonly url: string;
  readonly rawHeaders: readonly string[];
  readonly declaredBytes: number | null;
  private readonly request: IncomingMessage;
  private readonly response: ServerResponse;
  private readonly maxBodyBytes: number;
  private readonly room: BodyRoom;

  constructor(
    request: IncomingMessage,
    response: ServerResponse,
    maxBodyBytes: number,
    room: BodyRoom,
  ) {
    this.method = request.method ?? "GET";
    this.url = request.url ?? "/";
    this.rawHeaders = request.rawHeaders;
    this.declaredBytes = declaredBytes(request.headers["content-length"]);
    this.request = request;
    this.response = response;
    this.maxBodyBytes = maxBodyBytes;
    this.room = room;
  }

  readBody(onResult: (result: BodyResult) => void): void {
    const chunked = this.request.headers["transfer-encoding"] !== undefined;
    if (!chunked && (this.declaredBytes ?? 0) === 0) return onResult(EMPTY_BODY);
    collectBody(this.request, this.maxBodyBytes, this.room, onResult);
  }

  write(
    status: number,
    headers: readonly string[],
    body: Uint8Array | string,
    last: boolean,
  ): void {
    const all = [...headers];
    const bytes = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    if (!isBodiless(status)) all.push("content-length", String(bytes));
    if (last) all.push("connection", "close");
    this.response.writeHead(status, all);
    this.response.end(isBodiless(status) ? undefined : body);
  }
}

/**
 * Serves the requests of HTTP/1.1 connections. A connection's waiting requests are kept by its
 * socket: when it closes, all of them have lost their client, pipelined ones too.
 */
export class Http1Side {
  private readonly visits: Visits;
  private readonly maxBodyBytes: number;
  private readonly room: BodyRoom;
  private readonly bySocket = new WeakMap<Socket, Set<Visit>>();

  constructor(visits: Visits, maxBodyBytes: number, room: BodyRoom) {
    this.visits = visits;
    this.maxBodyBytes = maxBodyBytes;
    this.room = room;
  }

  serve(request: IncomingMessage, response: ServerResponse): void {
    const exchange = new Http1Exchange(request, response, this.maxBodyBytes, this.room);
    const visit = this.visits.begin(exchange);
    if (visit.over) return;
    const ofSocket = this.visitsOf(request.socket);
    ofSocket.add(visit);
    response.once("close", () => {
      ofSocket.delete(visit);
      this.visits.gone(visit);
    });
  }

  private visitsOf(socket: Socket): Set<Visit> {
    const known = this.bySocket.get(socket);
    if (known !== undefined) return known;
    const visits = new Set<Visit>();
    this.bySocket.set(socket, visits);
    socket.once("close", () => {
      for (const visit of visits) this.visits.gone(visit);
    });
    return visits;
  }
}

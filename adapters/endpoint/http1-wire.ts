import {
  type Agent,
  type ClientRequest,
  type IncomingMessage,
  request as httpRequest,
} from "node:http";
import { request as httpsRequest } from "node:https";
import type { Clock } from "./clock.ts";
import type { Destination } from "./destination.ts";
import { describeError } from "./failure-text.ts";
import { addHeader } from "./http2-wire.ts";
import type { Wire, WireListener, WireRequest } from "./wire.ts";

export interface Http1Options {
  readonly connectTimeoutMs: number;
  readonly clock: Clock;
}

/** One HTTP/1.1 request and its response as a `Wire`; the body goes chunked, both ways at once. */
export class Http1Wire implements Wire {
  readonly #request: ClientRequest;
  readonly #listener: WireListener;
  readonly #options: Http1Options;
  #response: IncomingMessage | null = null;
  #paused = false;
  #settled = false;
  #error: Error | null = null;
  #stopTimer: () => void = () => undefined;

  /** Sends the headers at once; throws what node:http throws at headers that it cannot send. */
  constructor(
    agent: Agent,
    destination: Destination,
    wireRequest: WireRequest,
    options: Http1Options,
    listener: WireListener,
  ) {
    this.#listener = listener;
    this.#options = options;
    const send = destination.secure ? httpsRequest : httpRequest;
    const request = send({
      agent,
      method: wireRequest.method,
      host: destination.host,
      port: destination.port,
      path: wireRequest.path,
      headers: http1Headers(destination, wireRequest),
    });
    this.#request = request;
    request.on("socket", (socket) => {
      if (socket.connecting) this.#limitConnecting(destination.secure);
    });
    request.on("response", (response) => this.#responded(response));
    request.on("error", (error) => {
      this.#error ??= error;
    });
    request.on("close", () => this.#closed());
    if (wireRequest.method === "GET") request.end();
    else request.flushHeaders();
  }

  write(bytes: Uint8Array): void {
    this.#request.write(bytes);
  }

  end(last: Uint8Array | null): void {
    if (last === null) this.#request.end();
    else this.#request.end(last);
  }

  pause(): void {
    this.#paused = true;
    this.#response?.pause();
  }

  resume(): void {
    this.#paused = false;
    this.#response?.resume();
  }

  cancel(): void {
    this.#settled = true;
    this.#request.destroy();
  }

  unsentBytes(): number {
    return this.#request.writableLength;
  }

  #limitConnecting(secure: boolean): void {
    const { connectTimeoutMs, clock } = this.#options;
    this.#stopTimer = clock.after(connectTimeoutMs, () =>
      this.#request.destroy(new Error(`no connection within ${connectTimeoutMs} ms`)),
    );
    this.#request.socket?.once(secure ? "secureConnect" : "connect", () => this.#stopTimer());
  }

  #responded(response: IncomingMessage): void {
    this.#response = response;
    this.#listener.head(response.statusCode ?? 0, response.headers, response.httpVersion);
    response.on("data", (bytes: Buffer) => this.#listener.bytes(bytes));
    // Of a torn response it does not come.
    response.on("end", () => this.#ended());
    response.on("error", (error) => {
      this.#error ??= error;
    });
    if (this.#paused) response.pause();
  }

  #ended(): void {
    if (this.#settled) return;
    this.#settled = true;
    this.#listener.ended();
  }

  #closed(): void {
    this.#stopTimer();
    if (!this.#settled) {
      this.#settled = true;
      this.#listener.broken(this.#breakReason());
    }
    this.#listener.closed();
  }

  #breakReason(): string {
    if (this.#response !== null) return "the connection was lost before the response had ended";
    if (this.#error !== null) return describeError(this.#error);
    return "the endpoint closed the connection without an answer";
  }
}

function http1Headers(
  destination: Destination,
  request: WireRequest,
): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = { host: destination.authority };
  for (const [name, value] of request.headers) {
    const key = name.toLowerCase();
    if (key === "host") headers[key] = value;
    else addHeader(headers, key, value);
  }
  return headers;
}

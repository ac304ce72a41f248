import { Effect } from "effect";
import { connect, type Protocol } from "./connect.ts";
import type { Destination } from "./destination.ts";
import { badResponse, type Fault, unreachable, undecodable } from "./discovery-error.ts";
import { describeError } from "./failure-text.ts";
import { makeAgent } from "./http1-pool.ts";
import { Http1Wire } from "./http1-wire.ts";
import { Http2Connection } from "./http2-connection.ts";
import type { TransportOptions } from "./options.ts";
import type { ResponseHeaders } from "./response-head.ts";
import type { Wire, WireListener, WireRequest } from "./wire.ts";

/** A whole response. */
export interface Exchanged {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly body: Uint8Array;
  /** `1.0`, `1.1` or `2.0`, as the endpoint answered. */
  readonly httpVersion: string;
}

export interface ExchangeLimits {
  readonly transport: TransportOptions;
  readonly maxBodyBytes: number;
}

/**
 * Sends one GET on a connection of its own and collects the response; over TLS the HTTP version is
 * negotiated, unless `http11` asks for HTTP/1.1 (wire facts 2.1). Interrupting it frees the socket.
 */
export function exchange(
  destination: Destination,
  request: Omit<WireRequest, "method">,
  http11: boolean,
  limits: ExchangeLimits,
): Effect.Effect<Exchanged, Fault> {
  const get: WireRequest = { ...request, method: "GET" };
  if (http11) return overHttp1(destination, get, limits);
  if (!destination.secure) return overHttp2(destination, get, limits);
  return Effect.flatMap(negotiate(destination, limits), (protocol) =>
    protocol === "h2" ? overHttp2(destination, get, limits) : overHttp1(destination, get, limits),
  );
}

/** Asks over TLS which HTTP version the endpoint prefers; no answer means the older one. */
function negotiate(
  destination: Destination,
  limits: ExchangeLimits,
): Effect.Effect<Protocol, Fault> {
  return Effect.async((resume) => {
    const stop = connect(destination, ["h2", "http/1.1"], limits.transport, (result) => {
      if (result._tag === "NotConnected") {
        resume(Effect.fail(unreachable(result.reason, true)));
        return;
      }
      result.socket.on("error", () => undefined);
      result.socket.destroy();
      resume(Effect.succeed(result.protocol ?? "http/1.1"));
    });
    return Effect.sync(stop);
  });
}

function overHttp2(
  destination: Destination,
  request: WireRequest,
  limits: ExchangeLimits,
): Effect.Effect<Exchanged, Fault> {
  return Effect.async((resume) => {
    let opened = false;
    const collector = new Collector(limits.maxBodyBytes, (result) => {
      resume(result);
      connection.destroy();
    });
    const connection = new Http2Connection(destination, limits.transport, {
      room: (ready) => {
        if (opened) return;
        opened = true;
        collector.begin(() => ready.open(request, collector));
      },
      leaving: () => undefined,
      closed: (_, failure) => {
        if (failure !== null) collector.fail(connectFault(failure.reason, failure.notHttp2));
      },
    });
    return Effect.sync(() => connection.destroy());
  });
}

/** An endpoint that answers in something else than HTTP/2 will not change its mind. */
function connectFault(reason: string, notHttp2: boolean): Fault {
  return notHttp2
    ? { ...unreachable(reason, false), errorCode: "META0014" }
    : unreachable(reason, true);
}

function overHttp1(
  destination: Destination,
  request: WireRequest,
  limits: ExchangeLimits,
): Effect.Effect<Exchanged, Fault> {
  return Effect.async((resume) => {
    const agent = makeAgent(destination, limits.transport);
    const collector = new Collector(limits.maxBodyBytes, (result) => {
      resume(result);
      agent.destroy();
    });
    collector.begin(() => new Http1Wire(agent, destination, request, limits.transport, collector));
    return Effect.sync(() => {
      collector.cancel();
      agent.destroy();
    });
  });
}

/** Gathers one response up to a limit and reports once. */
class Collector implements WireListener {
  readonly #maxBodyBytes: number;
  readonly #report: (result: Effect.Effect<Exchanged, Fault>) => void;
  #head: Omit<Exchanged, "body"> | null = null;
  #wire: Wire | null = null;
  #chunks: Uint8Array[] = [];
  #size = 0;
  #reported = false;

  constructor(maxBodyBytes: number, report: (result: Effect.Effect<Exchanged, Fault>) => void) {
    this.#maxBodyBytes = maxBodyBytes;
    this.#report = report;
  }

  begin(open: () => Wire): void {
    try {
      this.#wire = open();
    } catch (error) {
      this.fail(unreachable(`the request cannot be sent: ${describeError(error)}`, false));
    }
  }

  cancel(): void {
    this.#wire?.cancel();
  }

  head(status: number, headers: ResponseHeaders, httpVersion: string): void {
    this.#head = { status, headers, httpVersion };
  }

  bytes(bytes: Uint8Array): void {
    this.#size += bytes.length;
    if (this.#size <= this.#maxBodyBytes) {
      this.#chunks.push(bytes);
      return;
    }
    this.fail(badResponse(`the manifest is larger than ${this.#maxBodyBytes} bytes`));
    this.cancel();
  }

  ended(): void {
    if (this.#head === null) return;
    this.#done(Effect.succeed({ ...this.#head, body: Buffer.concat(this.#chunks) }));
  }

  broken(reason: string): void {
    this.fail(
      this.#head === null
        ? unreachable(reason, true)
        : { ...undecodable(`the response broke off: ${reason}`), transient: true },
    );
  }

  closed(): void {
    this.broken("the connection was closed");
  }

  fail(fault: Fault): void {
    this.#done(Effect.fail(fault));
  }

  #done(result: Effect.Effect<Exchanged, Fault>): void {
    if (this.#reported) return;
    this.#reported = true;
    this.#chunks = [];
    this.#report(result);
  }
}

import * as http from "node:http";
import * as http2 from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import type { RequestPort } from "@holdfast/core";
import { BodyRoom } from "./body.ts";
import { Http1Side } from "./http1.ts";
import { Http2Side } from "./http2.ts";
import type { IngressOptions } from "./options.ts";
import { awaitPreface, type Spoken } from "./preface.ts";
import { Visits } from "./visits.ts";

/** How long, after the last answer, connections may take to carry it away before they are cut. */
const FLUSH_MS = 1_000;

/** Receive windows of HTTP/2, so that large bodies need not wait for every 64 KiB. */
const STREAM_WINDOW_BYTES = 1024 * 1024;
const SESSION_WINDOW_BYTES = 8 * 1024 * 1024;

/**
 * The ingress's port: a node:http server whose connections are looked at first, so that those
 * which speak HTTP/2 go to a second server that does not listen itself.
 */
export class Listener {
  private readonly options: IngressOptions;
  private readonly visits: Visits;
  private readonly http1: http.Server;
  private readonly http2: http2.Http2Server;
  private readonly sockets = new Set<Socket>();
  /** Those of them that have not yet told which HTTP they speak. */
  private readonly silent = new Set<Socket>();
  private readonly sessions = new Set<http2.ServerHttp2Session>();
  private stopped: Promise<void> | null = null;

  constructor(port: RequestPort, options: IngressOptions) {
    const { maxBodyBytes } = options;
    const room = new BodyRoom(options.maxBufferedBytes);
    this.options = options;
    this.visits = new Visits(port, maxBodyBytes);
    this.http1 = this.makeHttp1(new Http1Side(this.visits, maxBodyBytes, room));
    this.http2 = this.makeHttp2(new Http2Side(this.visits, maxBodyBytes, room));
  }

  listen(): Promise<AddressInfo> {
    const { host, port } = this.options;
    return new Promise((resolve, reject) => {
      this.http1.once("error", reject);
      this.http1.listen({ host, port }, () => {
        this.http1.off("error", reject);
        resolve(this.http1.address() as AddressInfo);
      });
    });
  }

  /** Takes nothing new, lets what waits be answered for a while, answers the rest 503, closes. */
  stop(): Promise<void> {
    this.stopped ??= this.drain();
    return this.stopped;
  }

  private async drain(): Promise<void> {
    const closed = new Promise<void>((resolve) => {
      this.http1.close(() => resolve());
    });
    const idle = new Promise<void>((resolve) => {
      this.visits.stop(resolve);
    });
    for (const session of this.sessions) session.close();
    for (const socket of this.silent) socket.destroy();
    await within(idle, this.options.graceMs);
    this.visits.dismiss();
    await within(closed, FLUSH_MS);
    for (const socket of this.sockets) socket.destroy();
    await closed;
  }

  private makeHttp1(side: Http1Side): http.Server {
    const { keepAliveMs, maxConnections } = this.options;
    const server = http.createServer(
      { keepAliveTimeout: keepAliveMs, requireHostHeader: false },
      (request, response) => side.serve(request, response),
    );
    server.maxConnections = maxConnections;
    const [takeOver] = server.listeners("connection");
    server.removeAllListeners("connection");
    server.on("connection", (socket: Socket) => {
      this.sockets.add(socket);
      this.silent.add(socket);
      socket.once("close", () => {
        this.sockets.delete(socket);
        this.silent.delete(socket);
      });
      awaitPreface(socket, server.headersTimeout, (spoken) => {
        this.silent.delete(socket);
        this.handOver(socket, spoken, () => takeOver?.call(server, socket));
      });
    });
    return server;
  }

  private handOver(socket: Socket, spoken: Spoken, toHttp1: () => void): void {
    switch (spoken) {
      case "HTTP/1":
        toHttp1();
        socket.resume();
        return;
      case "HTTP/2":
        // node:http wants half-open sockets; node:http2 has to see the client's end as the end.
        socket.allowHalfOpen = false;
        this.http2.emit("connection", socket);
        return;
      default:
        spoken satisfies never;
    }
  }

  private makeHttp2(side: Http2Side): http2.Http2Server {
    const server = http2.createServer({
      settings: {
        maxConcurrentStreams: this.options.maxStreamsPerConnection,
        initialWindowSize: STREAM_WINDOW_BYTES,
      },
    });
    server.on("session", (session) => {
      this.sessions.add(session);
      session.setLocalWindowSize(SESSION_WINDOW_BYTES);
      session.once("close", () => this.sessions.delete(session));
      // A connection that breaks also closes its streams, and those tell the engine.
      session.on("error", () => session.destroy());
    });
    server.on("stream", (stream, headers, _flags, rawHeaders: readonly string[] = []) => {
      side.serve(stream, headers, rawHeaders);
    });
    return server;
  }
}

/** Waits for a promise, but no longer than `timeoutMs`. */
async function within(done: Promise<void>, timeoutMs: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, timeoutMs);
  });
  await Promise.race([done, late]);
  clearTimeout(timer);
}

// Endpoints that behave, and endpoints that do not, on free ports of the loopback address.
import { createServer as createHttp1, type RequestListener } from "node:http";
import {
  createServer as createHttp2,
  type ServerHttp2Stream,
  type IncomingHttpHeaders,
} from "node:http2";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import type { StreamId, StreamInputs } from "@holdfast/core";
import { onTestFinished } from "vitest";
import type { Clock } from "./clock.ts";

type StreamInput = Parameters<StreamInputs>[0];

/** Listens on a free port until the test is over; gives the URI. */
export async function serve(server: Server, scheme = "http"): Promise<string> {
  const sockets = new Set<Socket>();
  for (const event of ["connection", "secureConnection"]) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** An HTTP/2 endpoint that hands each stream to `onStream`. */
export function serveHttp2(
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  settings: { readonly maxConcurrentStreams?: number } = {},
): Promise<string> {
  const server = createHttp2({ settings });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    onStream(stream, headers);
  });
  return serve(server);
}

/** An HTTP/1.1 endpoint. */
export function serveHttp1(listener: RequestListener): Promise<string> {
  return serve(createHttp1(listener));
}

/** A TCP server that hands each connection to `onSocket`. */
export function serveTcp(onSocket: (socket: Socket) => void): Promise<string> {
  return serve(createTcp(onSocket));
}

/** An address where nobody listens: a port that was free a moment ago. */
export async function deadUri(): Promise<string> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

/** Something that will happen, waited for by its number of occurrences or by a condition. */
export class Happenings<T> {
  readonly all: T[] = [];
  #waiting: { readonly test: (all: readonly T[]) => boolean; readonly resolve: () => void }[] = [];

  readonly add = (item: T): void => {
    this.all.push(item);
    const ready = this.#waiting.filter(({ test }) => test(this.all));
    this.#waiting = this.#waiting.filter((waiter) => !ready.includes(waiter));
    for (const { resolve } of ready) resolve();
  };

  /** Resolves once the test holds, now or later. */
  async until(test: (all: readonly T[]) => boolean): Promise<void> {
    if (test(this.all)) return;
    await new Promise<void>((resolve) => this.#waiting.push({ test, resolve }));
  }

  /** The first `count` of them. */
  async first(count: number): Promise<readonly T[]> {
    await this.until((all) => all.length >= count);
    return this.all.slice(0, count);
  }
}

/** Collects what a transport reports. */
export class Inbox extends Happenings<StreamInput> {
  of(stream: StreamId): readonly StreamInput[] {
    return this.all.filter((input) => input.stream === stream);
  }

  /** All inputs of a stream, once its last one has come. */
  async whole(stream: StreamId): Promise<readonly StreamInput[]> {
    await this.until(() =>
      this.of(stream).some(({ _tag }) => _tag === "StreamEnd" || _tag === "StreamFailed"),
    );
    return this.of(stream);
  }

  /** The message with which a stream fails. */
  async failure(stream: StreamId): Promise<string> {
    const last = (await this.whole(stream)).at(-1);
    if (last?._tag !== "StreamFailed") throw new Error(`stream ${stream} ended in order`);
    return last.message;
  }

  /** The bytes of a stream so far. */
  bytes(stream: StreamId): Buffer {
    return Buffer.concat(
      this.of(stream).flatMap((input) => (input._tag === "StreamBytes" ? [input.bytes] : [])),
    );
  }
}

/** Time that stands still until it is moved. */
export class ManualClock implements Clock {
  #nowMs = 1_700_000_000_000;
  #timers: { readonly dueMs: number; readonly action: () => void }[] = [];

  readonly nowMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, action: () => void): (() => void) => {
    const timer = { dueMs: this.#nowMs + delayMs, action };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** How many timers are set. */
  get armed(): number {
    return this.#timers.length;
  }

  advance(byMs: number): void {
    const untilMs = this.#nowMs + byMs;
    for (;;) {
      const [next] = this.#timers
        .filter(({ dueMs }) => dueMs <= untilMs)
        .sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.#nowMs = next.dueMs;
      next.action();
    }
    this.#nowMs = untilMs;
  }
}

/** HTTP/2 frame types (RFC 9113, 6). */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
} as const;

export interface Frame {
  readonly type: number;
  readonly flags: number;
  readonly stream: number;
  readonly payload: Buffer;
}

/** One connection of an HTTP/2 server that says exactly what a test tells it to, frame by frame. */
export class RawConnection {
  readonly frames = new Happenings<Frame>();
  readonly closed = new Happenings<"closed">();
  readonly #socket: Socket;
  #pending: Buffer = Buffer.alloc(0);
  #prefaceLeft = 24;
  /** While true, SETTINGS and PING are acknowledged as they should be. */
  polite = true;

  constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (bytes) => this.#read(bytes));
    socket.on("close", () => this.closed.add("closed"));
  }

  send(type: number, flags: number, stream: number, payload: Uint8Array = new Uint8Array()): void {
    const header = Buffer.alloc(9);
    header.writeUIntBE(payload.length, 0, 3);
    header.writeUInt8(type, 3);
    header.writeUInt8(flags, 4);
    header.writeUInt32BE(stream, 5);
    this.#socket.write(Buffer.concat([header, payload]));
  }

  settings(maxConcurrentStreams?: number): void {
    const payload = Buffer.alloc(maxConcurrentStreams === undefined ? 0 : 6);
    if (maxConcurrentStreams !== undefined) {
      payload.writeUInt16BE(3, 0);
      payload.writeUInt32BE(maxConcurrentStreams, 2);
    }
    this.send(FRAME.SETTINGS, 0, 0, payload);
  }

  /** Status 200 with a content type, in HPACK without tables. */
  head(stream: number, endStream = false): void {
    const type = Buffer.from("application/vnd.restate.invocation.v6");
    const block = Buffer.concat([Buffer.from([0x88, 0x0f, 0x10, type.length]), type]);
    this.send(FRAME.HEADERS, endStream ? 5 : 4, stream, block);
  }

  reset(stream: number, code: number): void {
    const payload = Buffer.alloc(4);
    payload.writeUInt32BE(code, 0);
    this.send(FRAME.RST_STREAM, 0, stream, payload);
  }

  goaway(lastStream: number, code = 0): void {
    const payload = Buffer.alloc(8);
    payload.writeUInt32BE(lastStream, 0);
    payload.writeUInt32BE(code, 4);
    this.send(FRAME.GOAWAY, 0, 0, payload);
  }

  destroy(): void {
    this.#socket.destroy();
  }

  /** Frames of one type on one stream, once there are `count`. */
  async received(type: number, count: number, stream?: number): Promise<readonly Frame[]> {
    const of = (all: readonly Frame[]) =>
      all.filter((frame) => frame.type === type && (stream ?? frame.stream) === frame.stream);
    await this.frames.until((all) => of(all).length >= count);
    return of(this.frames.all);
  }

  #read(bytes: Buffer): void {
    this.#pending = Buffer.concat([this.#pending, bytes]);
    const preface = Math.min(this.#prefaceLeft, this.#pending.length);
    this.#prefaceLeft -= preface;
    this.#pending = this.#pending.subarray(preface);
    while (this.#pending.length >= 9) {
      const length = this.#pending.readUIntBE(0, 3);
      if (this.#pending.length < 9 + length) return;
      const frame: Frame = {
        type: this.#pending.readUInt8(3),
        flags: this.#pending.readUInt8(4),
        stream: this.#pending.readUInt32BE(5),
        payload: this.#pending.subarray(9, 9 + length),
      };
      this.#pending = this.#pending.subarray(9 + length);
      this.#answer(frame);
      this.frames.add(frame);
    }
  }

  #answer({ type, flags, payload }: Frame): void {
    if (!this.polite || (flags & 1) === 1) return;
    if (type === FRAME.SETTINGS) this.send(FRAME.SETTINGS, 1, 0);
    if (type === FRAME.PING) this.send(FRAME.PING, 1, 0, payload);
  }
}

/** A raw HTTP/2 server; `onConnection` has the first word. */
export async function serveRaw(
  onConnection: (connection: RawConnection) => void = (connection) => connection.settings(),
): Promise<{ readonly uri: string; readonly connections: Happenings<RawConnection> }> {
  const connections = new Happenings<RawConnection>();
  const uri = await serveTcp((socket) => {
    const connection = new RawConnection(socket);
    onConnection(connection);
    connections.add(connection);
  });
  return { uri, connections };
}

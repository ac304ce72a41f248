// An HTTP/2 server that says exactly what a test tells it to, frame by frame.
import type { Socket } from "node:net";
import { Happenings } from "./inbox.fixture.ts";
import { serveTcp } from "./servers.fixture.ts";

/** HTTP/2 frame types (RFC 9113, 6). */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
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
    socket.setNoDelay(true);
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

  /** Writes anything at all. */
  write(text: string): void {
    this.#socket.write(text);
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

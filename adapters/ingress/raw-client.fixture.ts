import * as net from "node:net";

/** One answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** Lower-case names; a name that comes twice keeps its last value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * An HTTP/1.1 client that sends bytes as they are: paths that other clients would tidy up,
 * headers in any order, several requests before the first answer.
 */
export class RawClient {
  readonly socket: net.Socket;
  private received: Buffer = Buffer.alloc(0);
  private ended = false;
  private onChange: (() => void) | null = null;

  private constructor(socket: net.Socket) {
    this.socket = socket;
    socket.on("data", (chunk) => {
      this.received = Buffer.concat([this.received, chunk]);
      this.onChange?.();
    });
    const end = () => {
      this.ended = true;
      this.onChange?.();
    };
    socket.on("close", end);
    socket.on("error", end);
  }

  static connect(port: number): Promise<RawClient> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, "127.0.0.1", () => resolve(new RawClient(socket)));
      socket.once("error", reject);
    });
  }

  /** Sends one request; a `content-length` is added unless the headers tell the length. */
  send(
    method: string,
    path: string,
    headers: readonly (readonly [string, string])[],
    body: string | null = null,
  ): void {
    const has = (name: string) => headers.some(([key]) => key.toLowerCase() === name);
    const lines = headers.map(([name, value]) => `${name}: ${value}`);
    if (!has("host")) lines.unshift("host: localhost");
    const sized = has("content-length") || has("transfer-encoding");
    if (body !== null && !sized) lines.push(`content-length: ${Buffer.byteLength(body)}`);
    const head = `${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`;
    this.socket.write(Buffer.from(head, "latin1"));
    if (body !== null) this.socket.write(body);
  }

  /** The next answer, or null when the connection ends before one is whole. */
  async receive(bodiless = false): Promise<RawAnswer | null> {
    for (;;) {
      const answer = this.takeAnswer(bodiless);
      if (answer !== null) return answer;
      if (this.ended) return null;
      await new Promise<void>((resolve) => {
        this.onChange = resolve;
      });
      this.onChange = null;
    }
  }

  /** Resolves once the connection is closed. */
  async closed(): Promise<void> {
    while (!this.ended) {
      await new Promise<void>((resolve) => {
        this.onChange = resolve;
      });
    }
  }

  close(): void {
    this.socket.destroy();
  }

  private takeAnswer(bodiless: boolean): RawAnswer | null {
    const headEnd = this.received.indexOf("\r\n\r\n");
    if (headEnd < 0) return null;
    const [statusLine = "", ...lines] = this.received.toString("latin1", 0, headEnd).split("\r\n");
    const headers: Record<string, string> = {};
    for (const line of lines) {
      const colon = line.indexOf(":");
      headers[line.slice(0, colon).toLowerCase()] = line.slice(colon + 1).trim();
    }
    const status = Number(statusLine.split(" ")[1]);
    const bodyAt = headEnd + 4;
    const empty = bodiless || status < 200 || status === 204 || status === 304;
    const length = empty ? 0 : Number(headers["content-length"]);
    if (this.received.length < bodyAt + length) return null;
    const body = this.received.toString("utf8", bodyAt, bodyAt + length);
    this.received = this.received.subarray(bodyAt + length);
    return status === 100 ? this.takeAnswer(bodiless) : { status, headers, body };
  }
}

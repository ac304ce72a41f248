import { Agent, type IncomingHttpHeaders, request } from "node:http";
import type { Socket } from "node:net";
import { setTimeout as pause } from "node:timers/promises";

/** What a client sends. */
export interface Call {
  readonly method: "GET" | "POST";
  readonly path: string;
  /** Sent as JSON, unless it is undefined. */
  readonly body?: unknown;
  /** Sent as plain text instead of a body in JSON. */
  readonly text?: string;
  readonly idempotencyKey?: string;
}

/** What a server answered. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** The connection ended before the answer did: nobody knows whether the call has had its effect. */
export class ConnectionBroken extends Error {}

/** Nothing can be asked of this client any more; its round has ended. */
export class OutOfTime extends Error {}

const RESPONSE_HEAD = "HTTP/1.1 ";

/** Requests sent and answers begun on one connection, counted in its bytes. */
interface Traffic {
  requests: number;
  answers: number;
  tail: string;
}

/** Statuses by which a server says: not now, come again. */
const COME_AGAIN: readonly number[] = [429, 503];
/** Doubled from retry to retry, so that a hundred clients do not keep a server from starting. */
const FIRST_RETRY_MS = 10;
const LAST_RETRY_MS = 160;

/** Many clients of one ingress: connections are kept and used again, and watched. */
export class IngressClient {
  readonly #agent: Agent;
  readonly #port: number;
  readonly #traffic = new WeakMap<Socket, Traffic>();
  readonly #ended: AbortSignal;
  /** How often a call was made again because its connection broke or it was told to. */
  retries = 0;
  /** Connections on which more answers were begun than requests sent. */
  readonly answeredTwice: string[] = [];

  constructor(port: number, ended: AbortSignal) {
    this.#port = port;
    this.#ended = ended;
    this.#agent = new Agent({ keepAlive: true });
  }

  /** One request; throws ConnectionBroken when it stays unknown what became of it. */
  once(call: Call): Promise<Reply> {
    const body = call.text ?? (call.body === undefined ? "" : JSON.stringify(call.body));
    const headers: Record<string, string> = { "content-length": String(Buffer.byteLength(body)) };
    if (call.body !== undefined) headers["content-type"] = "application/json";
    if (call.text !== undefined) headers["content-type"] = "text/plain";
    if (call.idempotencyKey !== undefined) headers["idempotency-key"] = call.idempotencyKey;
    return new Promise((resolve, reject) => {
      const broken = (error: Error): void => {
        reject(
          this.#ended.aborted ? new OutOfTime(call.path) : new ConnectionBroken(error.message),
        );
      };
      const sent = request({
        agent: this.#agent,
        host: "127.0.0.1",
        port: this.#port,
        method: call.method,
        path: call.path,
        headers,
        signal: this.#ended,
      });
      sent.on("socket", (socket) => this.#count(socket, call));
      sent.on("error", broken);
      sent.on("response", (response) => {
        const pieces: Buffer[] = [];
        response.on("data", (piece: Buffer) => pieces.push(piece));
        response.on("error", broken);
        response.on("end", () => {
          const text = Buffer.concat(pieces).toString("utf8");
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.end(body);
    });
  }

  /** Asks until there is an answer; only for what may be asked more than once. */
  async untilAnswered(call: Call): Promise<Reply> {
    for (let lost = 0; ; lost += 1) {
      try {
        const reply = await this.once(call);
        if (!COME_AGAIN.includes(reply.status)) return reply;
      } catch (error) {
        if (!(error instanceof ConnectionBroken)) throw error;
      }
      await this.beforeRetry(lost);
    }
  }

  /** Counts a retry and waits as long as fits the `lost` ones before it. */
  async beforeRetry(lost: number): Promise<void> {
    this.retries += 1;
    await this.pause(Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** lost));
  }

  /** Waits, unless the round ends before. */
  async pause(ms: number): Promise<void> {
    try {
      await pause(ms, undefined, { signal: this.#ended });
    } catch {
      throw new OutOfTime("pause");
    }
  }

  close(): void {
    this.#agent.destroy();
  }

  /** Counts answers in the bytes themselves: the HTTP client would drop one it did not expect. */
  #count(socket: Socket, call: Call): void {
    const known = this.#traffic.get(socket);
    if (known !== undefined) {
      known.requests += 1;
      return;
    }
    const traffic: Traffic = { requests: 1, answers: 0, tail: "" };
    this.#traffic.set(socket, traffic);
    socket.on("data", (bytes: Buffer) => {
      const text = traffic.tail + bytes.toString("latin1");
      traffic.answers += text.split(RESPONSE_HEAD).length - 1;
      traffic.tail = text.slice(-(RESPONSE_HEAD.length - 1));
      if (traffic.answers > traffic.requests) this.answeredTwice.push(`${call.path}: ${text}`);
    });
  }
}

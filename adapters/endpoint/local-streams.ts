import type { StreamId, StreamInputs, StreamPort, StreamTarget } from "@holdfast/core";
import { describeError } from "./failure-text.ts";
import type { LocalEndpoint, LocalExchange } from "./local-endpoint.ts";

/**
 * Carries service-protocol streams to an endpoint in this process: no network, no copies.
 * Input never comes from inside a call of the port; a call for a stream that is over does nothing.
 */
export class LocalStreams implements StreamPort {
  readonly #endpoint: LocalEndpoint;
  readonly #inputs: StreamInputs;
  readonly #attempts = new Map<StreamId, Attempt>();
  readonly #held = new Set<Attempt>();
  #paused = false;

  constructor(endpoint: LocalEndpoint, inputs: StreamInputs) {
    this.#endpoint = endpoint;
    this.#inputs = inputs;
  }

  open(stream: StreamId, { path, headers }: StreamTarget): void {
    let attempt: Attempt | null = null;
    const request = { path: `/${path}`, headers: new Map(headers) };
    const response = this.#endpoint.answer(request, { onWork: () => attempt?.soon() });
    const contentType = response.headers.get("content-type") ?? null;
    const server = response.headers.get("x-restate-server") ?? null;
    const head = { status: response.status, contentType, server, retryAfterMs: null };
    const tell: StreamInputs = (input) => {
      if (this.#attempts.has(stream)) this.#inputs(input);
    };
    attempt = new Attempt(stream, response._tag === "Stream" ? response.exchange : null, {
      tell,
      hold: (held) => this.#paused && this.#held.add(held) !== undefined,
    });
    this.#attempts.set(stream, attempt);
    queueMicrotask(() => {
      tell({ _tag: "StreamHead", stream, ...head });
      if (response._tag === "Stream") return;
      if (response.body.length > 0) tell({ _tag: "StreamBytes", stream, bytes: response.body });
      tell({ _tag: "StreamEnd", stream });
    });
  }

  write(stream: StreamId, bytes: Uint8Array): void {
    this.#attempts.get(stream)?.receive(bytes);
  }

  closeWrite(stream: StreamId): void {
    this.#attempts.get(stream)?.closeInput();
  }

  abort(stream: StreamId): void {
    this.release(stream);
  }

  release(stream: StreamId): void {
    const attempt = this.#attempts.get(stream);
    if (attempt === undefined) return;
    this.#attempts.delete(stream);
    this.#held.delete(attempt);
    attempt.abandon();
  }

  /** While high, no handler gets a turn: then none can write. */
  pressure(high: boolean): void {
    this.#paused = high;
    if (high) return;
    const held = [...this.#held];
    this.#held.clear();
    for (const attempt of held) attempt.soon();
  }

  /** Ends every attempt where it is; nothing is told of them any more. */
  close(): void {
    for (const stream of this.#attempts.keys()) this.release(stream);
  }
}

interface AttemptHome {
  readonly tell: StreamInputs;
  /** Whether a turn has to wait; whoever holds it will ask for it again. */
  readonly hold: (attempt: Attempt) => boolean;
}

/** One attempt: at most one turn at a time, and one more when something came during it. */
class Attempt {
  readonly #stream: StreamId;
  readonly #exchange: LocalExchange | null;
  readonly #home: AttemptHome;
  #isTurning = false;
  #isDue = false;
  #isOver = false;

  constructor(stream: StreamId, exchange: LocalExchange | null, home: AttemptHome) {
    this.#stream = stream;
    this.#exchange = exchange;
    this.#home = home;
  }

  receive(bytes: Uint8Array): void {
    if (this.#isOver) return;
    this.#exchange?.receive(bytes);
    this.soon();
  }

  closeInput(): void {
    if (this.#isOver) return;
    this.#exchange?.closeInput();
    this.soon();
  }

  abandon(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#exchange?.abandon();
  }

  soon(): void {
    this.#isDue = true;
    if (this.#isTurning || this.#isOver) return;
    this.#isTurning = true;
    queueMicrotask(() => void this.#turns());
  }

  async #turns(): Promise<void> {
    const stream = this.#stream;
    try {
      while (this.#isDue && !this.#isOver && !this.#home.hold(this)) {
        this.#isDue = false;
        await this.#turn();
      }
    } catch (error) {
      this.#isOver = true;
      this.#home.tell({ _tag: "StreamFailed", stream, message: describeError(error) });
    } finally {
      this.#isTurning = false;
    }
  }

  async #turn(): Promise<void> {
    const exchange = this.#exchange;
    if (exchange === null) return;
    const stream = this.#stream;
    const frames = await exchange.turn();
    if (this.#isOver) return;
    const [first] = frames;
    if (first !== undefined) {
      const bytes = frames.length === 1 ? first : Buffer.concat(frames);
      this.#home.tell({ _tag: "StreamBytes", stream, bytes });
    }
    if (!exchange.done || this.#isOver) return;
    this.#isOver = true;
    this.#home.tell({ _tag: "StreamEnd", stream });
  }
}

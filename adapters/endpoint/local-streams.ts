import type { StreamId, StreamInputs, StreamPort, StreamTarget } from "@holdfast/core";
import { describeError } from "./failure-text.ts";
import type { LocalEndpoint, LocalExchange, LocalResponse } from "./local-endpoint.ts";

/**
 * Carries service-protocol streams to an endpoint in this process: no network, no copies.
 * Input never comes from inside a call of the port; a call for a stream that is over does nothing.
 */
export class LocalStreams implements StreamPort {
  readonly #uri: string;
  readonly #endpoint: LocalEndpoint;
  readonly #inputs: StreamInputs;
  readonly #attempts = new Map<StreamId, Attempt>();
  readonly #held = new Set<Attempt>();
  #paused = false;

  /** `uri` is that of the endpoint's deployment: streams to others fail. */
  constructor(uri: string, endpoint: LocalEndpoint, inputs: StreamInputs) {
    this.#uri = uri;
    this.#endpoint = endpoint;
    this.#inputs = inputs;
  }

  open(stream: StreamId, { uri, path, headers }: StreamTarget): void {
    const attempt = new Attempt(stream, {
      tell: (input) => {
        if (this.#attempts.has(stream)) this.#inputs(input);
      },
      hold: (held) => {
        if (this.#paused) this.#held.add(held);
        return this.#paused;
      },
    });
    this.#attempts.set(stream, attempt);
    const request = { path: `/${path}`, headers: new Map(headers) };
    attempt.begin(() => {
      if (uri !== this.#uri) throw new Error(`the deployment at ${uri} is not in this process`);
      return this.#endpoint.answer(request, { onWork: () => attempt.soon() });
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

/**
 * One attempt: at most one turn at a time, and one more when something came during it. What the
 * endpoint throws fails its stream, as a connection that breaks would, and nothing else.
 */
class Attempt {
  readonly #stream: StreamId;
  readonly #home: AttemptHome;
  #exchange: LocalExchange | null = null;
  #isTurning = false;
  #isDue = false;
  #isOver = false;

  constructor(stream: StreamId, home: AttemptHome) {
    this.#stream = stream;
    this.#home = home;
  }

  begin(answer: () => LocalResponse): void {
    this.#guarded(() => {
      const response = answer();
      if (response._tag === "Stream") this.#exchange = response.exchange;
      queueMicrotask(() => this.#told(response));
    });
  }

  receive(bytes: Uint8Array): void {
    this.#guarded(() => this.#exchange?.receive(bytes));
    this.soon();
  }

  closeInput(): void {
    this.#guarded(() => this.#exchange?.closeInput());
    this.soon();
  }

  abandon(): void {
    this.#guarded(() => this.#exchange?.abandon());
    this.#isOver = true;
  }

  soon(): void {
    this.#isDue = true;
    if (this.#isTurning || this.#isOver) return;
    this.#isTurning = true;
    queueMicrotask(() => void this.#turns());
  }

  #told(response: LocalResponse): void {
    if (this.#isOver) return;
    const stream = this.#stream;
    const contentType = response.headers.get("content-type") ?? null;
    const server = response.headers.get("x-restate-server") ?? null;
    const { status } = response;
    this.#home.tell({
      _tag: "StreamHead",
      stream,
      status,
      contentType,
      server,
      retryAfterMs: null,
    });
    if (response._tag === "Stream") return;
    const { body: bytes } = response;
    if (bytes.length > 0) this.#home.tell({ _tag: "StreamBytes", stream, bytes });
    this.#end();
  }

  async #turns(): Promise<void> {
    try {
      while (this.#isDue && !this.#isOver && !this.#home.hold(this)) {
        this.#isDue = false;
        await this.#turn();
      }
    } catch (error) {
      this.#fail(error);
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
    if (exchange.done) this.#end();
  }

  #guarded(action: () => void): void {
    if (this.#isOver) return;
    try {
      action();
    } catch (error) {
      this.#isOver = true;
      queueMicrotask(() => this.#failed(error));
    }
  }

  #fail(error: unknown): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#failed(error);
  }

  #failed(error: unknown): void {
    const message = `the attempt in this process failed: ${describeError(error)}`;
    this.#home.tell({ _tag: "StreamFailed", stream: this.#stream, message });
  }

  #end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    this.#home.tell({ _tag: "StreamEnd", stream: this.#stream });
  }
}

import {
  type ClientRequest,
  DEFAULTS,
  type Defaults,
  type Failure,
  formatInvocationId,
  LIMITS,
  type Limits,
  parseInvocationId,
  type Reply,
  type RequestPort,
  type Watch,
} from "@holdfast/core";
import { Effect, Either } from "effect";
import { describeLocally, type LocalEndpoint, LocalStreams } from "../endpoint/index.ts";
import { openUnscopedStore } from "../storage/index.ts";
import { Driver } from "./driver.ts";
import { makeEntropyPool } from "./entropy-pool.ts";
import { loadHashes } from "./hashes.ts";

/** What an engine in this process is opened with. */
export interface LocalEngineOptions {
  /** Data directory, on a local disk; it is made if it does not exist. One engine at a time. */
  readonly directory: string;
  /** The services to run: an `Endpoint` of @holdfast/sdk. */
  readonly endpoint: LocalEndpoint;
  readonly clusterName?: string;
  readonly defaults?: Partial<Defaults>;
  readonly limits?: Partial<Limits>;
  /** Told of every transition, before it is durable. */
  readonly watch?: Watch;
  /** Called once should the engine come to a halt: nothing is answered any more. */
  readonly onHalt?: (reason: string) => void;
}

/** A handler, and the input of one call of it. */
export interface LocalCall {
  readonly service: string;
  readonly handler: string;
  /** Of the object or workflow; absent for a service. */
  readonly key?: string;
  /** Sent as JSON; absent for none. */
  readonly input?: unknown;
  /** Calls of the same key are one call (wire facts 3.5). */
  readonly idempotencyKey?: string;
}

/** An invocation that ended with a failure; `failure` is what its handler failed with. */
export class InvocationFailed extends Error {
  override readonly name = "InvocationFailed";
  readonly failure: Failure;

  constructor(failure: Failure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A call that was not accepted: nothing was begun. */
export class CallRefused extends Error {
  override readonly name = "CallRefused";
  /** As the server's ingress would have answered it (wire facts 3.3). */
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/**
 * The engine has been closed, or has come to a halt for the reason in the message. What was called
 * may have begun, and goes on when the directory is opened again: whoever asks again then with the
 * same idempotency key gets its outcome.
 */
export class EngineClosed extends Error {
  override readonly name = "EngineClosed";
}

/** The address of services in this process, as the registry keeps it. */
const LOCAL_URI = "in-process:/";

/**
 * The whole engine in this process, on a data directory: durable execution without a server. What
 * was under way when the process ended goes on when the directory is opened again. Fails with the
 * errors of `openStore`, with `CallRefused` where the services cannot be registered, and with
 * `EngineClosed` where the engine cannot go on from what is stored.
 */
export async function openLocalEngine(options: LocalEngineOptions): Promise<LocalEngine> {
  const { directory, endpoint, clusterName = "localcluster" } = options;
  const deployment = Either.getOrThrowWith(
    describeLocally(LOCAL_URI, endpoint),
    ({ httpStatus, message }) => new CallRefused(httpStatus, message),
  );
  const hashes = await loadHashes();
  const opened = await Effect.runPromise(Effect.either(openUnscopedStore({ directory })));
  const store = Either.getOrThrowWith(opened, (error) => error);
  let streams: LocalStreams | null = null;
  let halted: string | null = null;
  const driver = new Driver({
    config: {
      hashes,
      partition: { index: 0, count: 1 },
      clusterName,
      defaults: { ...DEFAULTS, ...options.defaults },
      limits: { ...LIMITS, ...options.limits },
    },
    store,
    entropy: makeEntropyPool(),
    onHalt: (reason) => {
      halted = reason;
      streams?.close();
      options.onHalt?.(reason);
    },
    watch: options.watch ?? null,
    trace: null,
  });
  streams = new LocalStreams(LOCAL_URI, endpoint, driver.feed);
  const engine = new LocalEngine(
    driver,
    streams,
    () => store.close(),
    () => halted,
  );
  driver.start(streams);
  const body = { _tag: "RegisterDeployment", deployment, force: true } as const;
  const reply = await engine.ask({ ...body, breaking: false, dryRun: false });
  if (reply._tag === "Registered") return engine;
  await engine.close();
  throw engine.whyNot(reply);
}

/** An engine that runs in this process. */
export class LocalEngine {
  readonly #driver: Driver;
  readonly #streams: LocalStreams;
  readonly #closeStore: () => Promise<void>;
  /** Why the engine came to a halt, or null. */
  readonly #halted: () => string | null;
  #closed: Promise<void> | null = null;

  constructor(
    driver: Driver,
    streams: LocalStreams,
    closeStore: () => Promise<void>,
    halted: () => string | null,
  ) {
    this.#driver = driver;
    this.#streams = streams;
    this.#closeStore = closeStore;
    this.#halted = halted;
  }

  /** What those who face clients build on: all requests there are, and durable state to read. */
  get port(): RequestPort {
    return this.#driver;
  }

  /** Any request there is, and its answer. */
  ask(body: ClientRequest): Promise<Reply> {
    return new Promise((resolve) => this.#driver.request(body, resolve));
  }

  /**
   * Calls a handler and waits for what it returns, which is read as JSON. Rejects with
   * InvocationFailed where the handler failed, with CallRefused where nothing was begun, and with
   * EngineClosed where the engine ended first.
   */
  async call(call: LocalCall): Promise<unknown> {
    return this.#outcomeOf(await this.ask({ _tag: "Call", ...requestOf(call) }));
  }

  /**
   * Begins an invocation and does not wait for its end; gives its id (`inv_…`) once it is durable.
   * It begins after `delayMs` milliseconds. Rejects with CallRefused or EngineClosed.
   */
  async send(call: LocalCall, delayMs: number | null = null): Promise<string> {
    const reply = await this.ask({ _tag: "Send", delayMs, ...requestOf(call) });
    if (reply._tag === "Accepted") return formatInvocationId(reply.id);
    throw this.whyNot(reply);
  }

  /** Waits for the end of an invocation by its id; otherwise as `call`. */
  async attach(invocationId: string): Promise<unknown> {
    const id = parseInvocationId(invocationId);
    if (id === null) throw new CallRefused(400, `'${invocationId}' is no invocation id`);
    return this.#outcomeOf(await this.ask({ _tag: "Attach", ref: { _tag: "Id", id } }));
  }

  /**
   * Lets attempts come to rest for `graceMs` milliseconds at most, then closes the directory; what
   * has not ended goes on when it is opened again. Rejects with CloseFailed.
   */
  close(graceMs = 10_000): Promise<void> {
    this.#closed ??= this.#close(graceMs);
    return this.#closed;
  }

  /** The error that a reply without an outcome is. */
  whyNot(reply: Reply): Error {
    const halted = this.#halted();
    if (halted !== null) return new EngineClosed(`the engine has come to a halt: ${halted}`);
    if (reply._tag === "NotFound") return new CallRefused(404, "there is no such invocation");
    if (reply._tag !== "Rejected") return new Error(`this was answered by ${reply._tag}`);
    const isClosed = reply.code === 503 && this.#closed !== null;
    return isClosed
      ? new EngineClosed("the engine has been closed")
      : new CallRefused(reply.code, reply.message);
  }

  #outcomeOf(reply: Reply): unknown {
    if (reply._tag !== "Completed") throw this.whyNot(reply);
    const { outcome } = reply;
    if (outcome._tag === "Failure") throw new InvocationFailed(outcome.failure);
    return outcome.value.length === 0 ? undefined : JSON.parse(textOf(outcome.value));
  }

  async #close(graceMs: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)));
    await Promise.race([this.#driver.drain(), late]);
    clearTimeout(timer);
    this.#driver.stop();
    this.#streams.close();
    await this.#closeStore();
  }
}

function requestOf({ service, handler, key, input, idempotencyKey }: LocalCall) {
  const body = input === undefined ? new Uint8Array(0) : Buffer.from(JSON.stringify(input));
  return {
    target: { service, key: key ?? null, handler },
    headers: input === undefined ? [] : [{ key: "content-type", value: "application/json" }],
    body,
    idempotencyKey: idempotencyKey ?? null,
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8");
}

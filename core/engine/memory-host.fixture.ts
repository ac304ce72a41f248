import type { Entropy, Hashes } from "../ids/index.ts";
import type { Change, Handler, HandlerOptions, ServiceDescription } from "../model/index.ts";
import { MemoryTables } from "../store/index.ts";
import {
  decodeMessage,
  encodeFrames,
  encodeMessage,
  type Frame,
  FrameReader,
  type Message,
  messageType,
} from "../wire/index.ts";
import { type Config, DEFAULTS, LIMITS, type Limits } from "./config.ts";
import { Engine } from "./engine.ts";
import type { Input, StreamId } from "./input.ts";
import type { Output, StreamTarget } from "./output.ts";
import type { ClientRequest, Reply, RequestId } from "./request.ts";

const FNV_OFFSET = 0xcbf29ce484222325n;
const FNV_PRIME = 0x100000001b3n;

function fnv(bytes: Uint8Array, seed: bigint): bigint {
  let hash = FNV_OFFSET ^ seed;
  for (const byte of bytes) hash = BigInt.asUintN(64, (hash ^ BigInt(byte)) * FNV_PRIME);
  return hash;
}

/** Hashes that serve as well as the real ones where nobody compares ids with another server. */
const HASHES: Hashes = {
  hash64: (bytes) => fnv(bytes, 0n),
  sha256: (bytes) =>
    Uint8Array.from({ length: 32 }, (_, i) => Number(fnv(bytes, BigInt(i)) & 0xffn)),
};

const NO_OPTIONS: HandlerOptions = {
  inactivityTimeoutMs: null,
  abortTimeoutMs: null,
  journalRetentionMs: null,
  idempotencyRetentionMs: null,
  workflowCompletionRetentionMs: null,
  enableLazyState: null,
  ingressPrivate: null,
  retryPolicy: {
    initialIntervalMs: null,
    exponentiationFactor: null,
    maxIntervalMs: null,
    maxAttempts: null,
    onMaxAttempts: null,
  },
};

function handler(
  name: string,
  type: Handler["type"],
  options: Partial<HandlerOptions> = {},
): Handler {
  return {
    name,
    type,
    input: { required: false, contentType: "*/*", jsonSchema: null },
    output: { contentType: "application/json", setContentTypeIfEmpty: false, jsonSchema: null },
    options: { ...NO_OPTIONS, ...options },
    documentation: null,
    metadata: {},
  };
}

function service(
  name: string,
  type: ServiceDescription["type"],
  handlers: readonly Handler[],
  options: Partial<HandlerOptions> = {},
): ServiceDescription {
  const described = { name, type, handlers, documentation: null, metadata: {} };
  return { ...described, options: { ...NO_OPTIONS, ...options } };
}

const SERVICE_RETRIES = { ...NO_OPTIONS.retryPolicy, initialIntervalMs: 30, maxAttempts: 9 };
const HANDLER_RETRIES = { ...NO_OPTIONS.retryPolicy, maxAttempts: 2 };

/** One service of each kind, one that gets no state ahead, and others with other settings. */
const SERVICES: readonly ServiceDescription[] = [
  service("Worker", "Service", [handler("work", "Service")]),
  service("Counter", "VirtualObject", [handler("add", "Exclusive"), handler("get", "Shared")]),
  service("Order", "Workflow", [handler("run", "Workflow"), handler("status", "Shared")]),
  service("Lazy", "VirtualObject", [handler("add", "Exclusive")], { enableLazyState: true }),
  service("Hasty", "Service", [handler("work", "Service")], {
    inactivityTimeoutMs: 100,
    abortTimeoutMs: 500,
  }),
  service("Patient", "Service", [handler("work", "Service")], {
    inactivityTimeoutMs: 5_000,
    abortTimeoutMs: 500,
  }),
  service(
    "Layered",
    "Service",
    [
      handler("work", "Service"),
      handler("own", "Service", {
        inactivityTimeoutMs: 20,
        abortTimeoutMs: 40,
        retryPolicy: HANDLER_RETRIES,
      }),
    ],
    { inactivityTimeoutMs: 200, abortTimeoutMs: 400, retryPolicy: SERVICE_RETRIES },
  ),
];

export const CONTENT_TYPE = "application/vnd.restate.invocation.v6";

/** One stream as its endpoint sees it. */
export interface SeenStream {
  readonly target: StreamTarget;
  readonly received: Message[];
  state: "Open" | "HalfClosed" | "Aborted" | "Released";
}

/** A store that is written to only when `commit` says so, and what can be seen from outside. */
export class MemoryHost {
  readonly config: Config;
  readonly store: MemoryTables;
  readonly streams = new Map<StreamId, SeenStream>();
  readonly replies = new Map<RequestId, Reply>();
  /** All outputs, in order. */
  readonly outputs: Output[] = [];
  engine: Engine;
  nowMs = 1_000_000;
  /** The batch that is to be written, if one is. */
  batch: { readonly sequence: number; readonly changes: readonly Change[] } | null = null;
  wakeMs = Number.POSITIVE_INFINITY;
  private readonly readers = new Map<StreamId, FrameReader>();
  private inputs = 0;
  private requests = 0;

  constructor(limits: Partial<Limits> = {}, store: MemoryTables = new MemoryTables()) {
    this.store = store;
    this.config = {
      hashes: HASHES,
      partition: { index: 0, count: 1 },
      clusterName: "test",
      defaults: { ...DEFAULTS, retryPolicy: { ...DEFAULTS.retryPolicy, maxAttempts: 5 } },
      limits: { ...LIMITS, ...limits },
    };
    this.engine = new Engine(this.config, store);
    this.carryOut(this.engine.recover(this.nowMs, this.entropy()));
  }

  /** A host with the services registered. */
  static registered(
    limits: Partial<Limits> = {},
    mode: "BidiStream" | "RequestResponse" = "BidiStream",
  ): MemoryHost {
    const host = new MemoryHost(limits);
    host.request({
      _tag: "RegisterDeployment",
      deployment: {
        uri: "http://endpoint/",
        httpVersion: "HTTP/2.0",
        protocolMode: mode,
        minProtocolVersion: 5,
        maxProtocolVersion: 7,
        sdkVersion: null,
        additionalHeaders: { "x-extra": "1" },
        metadata: {},
        services: SERVICES,
      },
      force: false,
      breaking: false,
      dryRun: false,
    });
    host.settle();
    host.outputs.length = 0;
    return host;
  }

  give(input: Input): readonly Output[] {
    const outputs = this.engine.step(this.nowMs, this.entropy(), input);
    this.carryOut(outputs);
    return outputs;
  }

  request(body: ClientRequest): RequestId {
    const request = ++this.requests;
    this.give({ _tag: "Request", request, body });
    return request;
  }

  call(target: string, idempotencyKey: string | null = null): RequestId {
    const [service = "", ...rest] = target.split("/");
    const [key, handler] =
      rest.length === 2 ? [rest[0] ?? "", rest[1] ?? ""] : [null, rest[0] ?? ""];
    return this.request({
      _tag: "Call",
      target: { service, key, handler },
      headers: [{ key: "content-type", value: "application/json" }],
      body: Uint8Array.of(1),
      idempotencyKey,
    });
  }

  /** Writes the batch under way, if there is one, and reports it. */
  commit(): void {
    const { batch } = this;
    if (batch === null) return;
    this.batch = null;
    this.store.apply(batch.changes);
    this.give({ _tag: "BatchDurable", sequence: batch.sequence });
  }

  /** Writes until nothing is left to write. */
  settle(): void {
    while (this.batch !== null) this.commit();
  }

  /** Lets time pass and rings where the engine asked for it. */
  advance(ms: number): void {
    const untilMs = this.nowMs + ms;
    while (this.wakeMs <= untilMs) {
      this.nowMs = Math.max(this.nowMs, this.wakeMs);
      this.wakeMs = Number.POSITIVE_INFINITY;
      this.give({ _tag: "Clock" });
    }
    this.nowMs = untilMs;
  }

  /** The endpoint answers a stream with the head of a good response, and then says something. */
  says(stream: StreamId, ...messages: readonly Message[]): void {
    this.give({
      _tag: "StreamHead",
      stream,
      status: 200,
      contentType: CONTENT_TYPE,
      server: null,
      retryAfterMs: null,
    });
    const frames = messages.map((message) => ({
      type: messageType(message),
      payload: encodeMessage(message),
    }));
    if (frames.length > 0) this.give({ _tag: "StreamBytes", stream, bytes: encodeFrames(frames) });
  }

  stream(stream: StreamId): SeenStream {
    const found = this.streams.get(stream);
    if (found === undefined) throw new Error(`stream ${stream} was not opened`);
    return found;
  }

  /** The tags of all outputs since the last look, in order. */
  tags(): string[] {
    return this.outputs.splice(0).map(({ _tag }) => _tag);
  }

  private entropy(): Entropy {
    const n = ++this.inputs;
    return [n, n * 7, n * 31, n * 127];
  }

  private carryOut(outputs: readonly Output[]): void {
    for (const output of outputs) {
      this.outputs.push(output);
      this.see(output);
    }
  }

  private see(output: Output): void {
    switch (output._tag) {
      case "Append":
        if (this.batch !== null) throw new Error("two batches are under way at once");
        this.batch = output;
        return;
      case "Reply":
        if (this.replies.has(output.request)) throw new Error(`answered twice: ${output.request}`);
        this.replies.set(output.request, output.reply);
        return;
      case "Wake":
        this.wakeMs = output.atMs;
        return;
      case "Open":
        this.streams.set(output.stream, { target: output.target, received: [], state: "Open" });
        this.readers.set(output.stream, new FrameReader());
        return;
      case "Write":
        this.receive(output.stream, output.bytes);
        return;
      case "CloseWrite":
        this.stream(output.stream).state = "HalfClosed";
        return;
      case "Abort":
        this.stream(output.stream).state = "Aborted";
        return;
      case "Release":
        this.stream(output.stream).state = "Released";
        return;
      default:
    }
  }

  private receive(stream: StreamId, bytes: Uint8Array): void {
    const reader = this.readers.get(stream);
    reader?.push(bytes);
    for (let frame = reader?.next(); frame?._tag === "Frame"; frame = reader?.next()) {
      this.stream(stream).received.push(decoded(frame));
    }
  }
}

function decoded({ type, payload }: Frame): Message {
  const message = decodeMessage(type, payload);
  if (message._tag === "DecodeFailure") throw new Error(message.reason);
  return message;
}

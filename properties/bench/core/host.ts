import {
  type ClientRequest,
  type Config,
  Engine,
  type Entropy,
  type Input,
  isNotificationType,
  MemoryTables,
  type Output,
  type StreamId,
} from "@holdfast/core";
import { type Script, SCRIPTS } from "./scripts.ts";

/** Clients with a request under way at once. */
const CONCURRENCY = 64;
/** Objects that the counters' requests are spread over. */
const KEYS = 1_000;

const CONTENT_TYPE = "application/vnd.restate.invocation.v6";
const FRAME_HEADER_BYTES = 8;

interface Attempting {
  readonly script: Script;
  stage: number;
  /** Notifications heard so far. */
  heard: number;
}

/**
 * The engine alone: endpoints that answer at once from a script, a disk that takes no time, and a
 * virtual clock. Exists to measure core, so that whatever it does itself is as little as can be.
 */
export class CoreHost {
  transitions = 0;
  /** Requests that were answered. */
  answered = 0;
  private readonly engine: Engine;
  private readonly tables = new MemoryTables();
  private readonly attempts = new Map<StreamId, Attempting>();
  private heard: Input[] = [];
  private batch: Extract<Output, { _tag: "Append" }> | null = null;
  private nowMs = 1_700_000_000_000;
  private wakeAtMs = Number.POSITIVE_INFINITY;
  private inputs = 0;
  private requests = 0;

  constructor(config: Config) {
    this.engine = new Engine(config, this.tables, () => {
      this.transitions++;
    });
    this.carryOut(this.engine.recover(this.nowMs, this.entropy()));
  }

  /** Makes a request that is answered without an endpoint. */
  ask(body: ClientRequest): void {
    const before = this.answered;
    this.request(body);
    while (this.answered === before) this.commit();
  }

  /** Serves the mix until `count` transitions more have been gone through. */
  serve(count: number): void {
    const end = this.transitions + count;
    while (this.transitions < end) this.round();
  }

  /** All that is under way goes one step on, and a millisecond passes. */
  private round(): void {
    while (this.requests - this.answered < CONCURRENCY) this.request(this.next());
    const { heard } = this;
    this.heard = [];
    for (const input of heard) this.step(input);
    this.commit();
    this.nowMs++;
    if (this.wakeAtMs > this.nowMs) return;
    this.wakeAtMs = Number.POSITIVE_INFINITY;
    this.step({ _tag: "Clock" });
  }

  private next(): ClientRequest {
    const number = this.requests;
    switch (number % 4) {
      case 0:
        return callOf("Runs", null, "three");
      case 1:
        return callOf("Sleeper", null, "sleep");
      case 2:
        return callOf("Counter", `key-${number % KEYS}`, "add");
      default:
        return callOf("Chain", null, "call");
    }
  }

  private request(body: ClientRequest): void {
    this.step({ _tag: "Request", request: ++this.requests, body });
  }

  private commit(): void {
    const { batch } = this;
    if (batch === null) return;
    this.batch = null;
    this.tables.apply(batch.changes);
    this.step({ _tag: "BatchDurable", sequence: batch.sequence });
  }

  private step(input: Input): void {
    this.carryOut(this.engine.step(this.nowMs, this.entropy(), input));
  }

  private entropy(): Entropy {
    const n = ++this.inputs;
    return [n, Math.imul(n, 7), Math.imul(n, 31), Math.imul(n, 127)];
  }

  private carryOut(outputs: readonly Output[]): void {
    for (const output of outputs) this.perform(output);
  }

  private perform(output: Output): void {
    switch (output._tag) {
      case "Append":
        this.batch = output;
        return;
      case "Open":
        return this.open(output.stream, output.target.path);
      case "Write":
        return this.hear(output.stream, output.bytes);
      case "Abort":
        throw new Error(`stream ${output.stream} is aborted: the script does not fit`);
      case "Release":
        this.attempts.delete(output.stream);
        return;
      case "Reply":
        if (output.reply._tag === "Rejected") throw new Error(output.reply.message);
        this.answered++;
        return;
      case "Wake":
        this.wakeAtMs = output.atMs;
        return;
      default:
    }
  }

  private open(stream: StreamId, path: string): void {
    const script = SCRIPTS[path];
    if (script === undefined) throw new Error(`there is no script for ${path}`);
    this.attempts.set(stream, { script, stage: 0, heard: 0 });
    this.heard.push({
      _tag: "StreamHead",
      stream,
      status: 200,
      contentType: CONTENT_TYPE,
      server: null,
      retryAfterMs: null,
    });
  }

  private hear(stream: StreamId, bytes: Uint8Array): void {
    const attempt = this.attempts.get(stream);
    if (attempt === undefined) return;
    attempt.heard += notificationsIn(bytes);
    for (;;) {
      const stage = attempt.script[attempt.stage];
      if (stage === undefined || stage.after > attempt.heard) return;
      attempt.stage++;
      this.heard.push({ _tag: "StreamBytes", stream, bytes: stage.say(this.nowMs) });
    }
  }
}

/** How many notifications there are in whole frames (wire facts 1.3). */
function notificationsIn(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let count = 0;
  for (let at = 0; at < bytes.length; at += FRAME_HEADER_BYTES + view.getUint32(at + 4)) {
    if (isNotificationType(view.getUint16(at))) count++;
  }
  return count;
}

function callOf(service: string, key: string | null, handler: string): ClientRequest {
  return {
    _tag: "Call",
    target: { service, key, handler },
    headers: [{ key: "content-type", value: "application/json" }],
    body: BODY,
    idempotencyKey: null,
  };
}

const BODY = new Uint8Array(Buffer.from('{"name":"Ada"}'));

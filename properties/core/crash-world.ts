import {
  type Change,
  type ClientRequest,
  type Config,
  decodeMessage,
  Engine,
  type Entropy,
  FrameReader,
  type Input,
  type InvocationId,
  LIMITS,
  MemoryTables,
  notificationKey,
  type Output,
  owedActions,
  parseInvocationId,
  type Reply,
  type RequestId,
  type StreamId,
} from "@holdfast/core";
import { configOf, deploymentOf, handlerOf, serviceOf } from "./configuration.ts";
import { MiniSdk, type Outside, type Step } from "./mini-sdk.ts";
import { brokenInvariants } from "./table-invariants.ts";

/** What the handlers do, by `Service/handler`. */
export type Programs = Readonly<Record<string, readonly Step[]>>;

/**
 * How things go wrong: the engine dies, and what was under way to the disk is lost, or written but
 * never reported; or it lives, and every stream to an endpoint breaks.
 */
export type Fate = "Lost" | "Written" | "Broken";

/** When things go wrong, counted in inputs that engines have taken since the world began. */
export interface Crash {
  readonly afterInputs: number;
  readonly fate: Fate;
}

const CONTENT_TYPE = "application/vnd.restate.invocation.v6";
/** A story that needs more inputs than this goes round in circles. */
const MAX_INPUTS = 5_000;

/** A client that asks again, after each crash or refusal, until it has its reply. */
interface Client {
  readonly body: ClientRequest;
  /** What it asks once it has its reply. */
  readonly next: ClientRequest | null;
  request: RequestId | null;
  reply: Reply | null;
}

/**
 * One engine with a store, endpoints and clients, all in virtual time, and crashes that leave
 * nothing but what was durable. What must hold at every step is noted in `problems`.
 */
export class CrashWorld implements Outside {
  readonly durable = new MemoryTables();
  readonly problems: string[] = [];
  readonly executions: string[] = [];
  inputs = 0;
  private readonly config: Config;
  private readonly tape: number[];
  private readonly programs: Programs;
  private readonly crashes: Crash[];
  private readonly clients: Client[] = [];
  private readonly known = new Set<string>();
  private engine!: Engine;
  private sequence = 0;
  private queue: Input[] = [];
  private streams = new Map<StreamId, { sdk: MiniSdk; id: InvocationId }>();
  private batch: { readonly sequence: number; readonly changes: readonly Change[] } | null = null;
  private wakeMs = Number.POSITIVE_INFINITY;
  private timeMs = 1_000_000;
  private requests = 0;

  /**
   * `tape` decides which of the inputs that could come next does; at its end they come as they were
   * caused. At most `maxAttempts` run at once, so that others wait for a place.
   */
  constructor(
    programs: Programs,
    crashes: readonly Crash[],
    tape: readonly number[] = [],
    maxAttempts: number = LIMITS.maxAttempts,
  ) {
    const config = configOf({ index: 0, count: 1 });
    this.config = { ...config, limits: { ...config.limits, maxAttempts } };
    this.tape = [...tape];
    this.programs = programs;
    this.crashes = crashes.toSorted((a, b) => a.afterInputs - b.afterInputs);
    this.begin();
  }

  nowMs = (): number => this.timeMs;

  execute = (id: InvocationId, run: string): string => {
    if (this.known.has(`${id} ${run}`)) this.problems.push(`${run} ran after its ack (S-RUN-1)`);
    this.executions.push(run);
    return `${run}!`;
  };

  acknowledged = (id: InvocationId, run: string): void => {
    this.known.add(`${id} ${run}`);
  };

  awakeable = (id: InvocationId, signalIndex: number): void => {
    const known = this.clients.some(
      ({ body }) => body._tag === "CompleteAwakeable" && body.id === id,
    );
    const outcome = { _tag: "Success", value: Uint8Array.of(111, 107) } as const;
    if (!known) this.ask({ _tag: "CompleteAwakeable", id, signalIndex, outcome });
  };

  /** Lets a client ask, from now on until it is answered. */
  ask(body: ClientRequest, next: ClientRequest | null = null): Client {
    const client: Client = { body, next, request: null, reply: null };
    this.clients.push(client);
    this.submit(client);
    return client;
  }

  /** Runs until nothing is left to happen. */
  run(): void {
    while (this.inputs < MAX_INPUTS) {
      const input = this.nextInput() ?? this.ring();
      if (input === null) return;
      this.inputs++;
      if (input._tag === "BatchDurable") this.commit();
      this.carryOut(this.engine.step(this.timeMs, this.entropy(), input));
      this.compareWithOwed();
      while (this.crashes[0] !== undefined && this.inputs >= this.crashes[0].afterInputs) {
        this.crash(this.crashes.shift()?.fate ?? "Lost");
      }
    }
    this.problems.push(`not at rest after ${MAX_INPUTS} inputs`);
  }

  private begin(): void {
    const unanswered = this.clients.filter(({ reply }) => reply === null);
    this.engine = new Engine(this.config, this.durable, null, this.sequence);
    this.carryOut(this.engine.recover(this.timeMs, this.entropy()));
    for (const client of unanswered) this.submit(client);
  }

  /** Any first input of its kind may come next: streams, clients and the disk do not wait. */
  private nextInput(): Input | null {
    const first = new Map<string, number>();
    for (const [at, input] of this.queue.entries()) {
      const source = "stream" in input ? `stream ${input.stream}` : JSON.stringify(input);
      if (!first.has(source)) first.set(source, at);
    }
    const places = [...first.values()];
    const at = places[(this.tape.shift() ?? 0) % places.length];
    return at === undefined ? null : (this.queue.splice(at, 1)[0] ?? null);
  }

  private breakStreams(): void {
    for (const stream of this.streams.keys()) {
      this.queue = this.queue.filter((input) => !("stream" in input) || input.stream !== stream);
      this.queue.push({ _tag: "StreamFailed", stream, message: "connection reset" });
    }
  }

  private crash(fate: Fate): void {
    if (fate === "Broken") {
      this.breakStreams();
      return;
    }
    if (this.batch !== null && fate === "Written") this.write(this.batch.changes);
    this.batch = null;
    this.queue = [];
    this.streams = new Map();
    this.wakeMs = Number.POSITIVE_INFINITY;
    this.begin();
  }

  private submit(client: Client): void {
    client.request = ++this.requests;
    this.queue.push({ _tag: "Request", request: client.request, body: client.body });
  }

  private ring(): Input | null {
    if (this.wakeMs === Number.POSITIVE_INFINITY) return null;
    this.timeMs = Math.max(this.timeMs, this.wakeMs);
    this.wakeMs = Number.POSITIVE_INFINITY;
    return { _tag: "Clock" };
  }

  private entropy(): Entropy {
    const n = this.inputs + 1_000 * this.sequence;
    return [n, n * 3, n * 5, n * 7];
  }

  private write(changes: readonly Change[]): void {
    this.sequence++;
    this.durable.apply(changes);
    this.problems.push(...brokenInvariants(this.durable));
  }

  private carryOut(outputs: readonly Output[]): void {
    for (const output of outputs) {
      switch (output._tag) {
        case "Append": {
          const { sequence, changes } = output;
          if (this.batch !== null) this.problems.push("two batches are under way");
          this.batch = { sequence, changes };
          this.queue.push({ _tag: "BatchDurable", sequence });
          break;
        }
        case "Open":
          this.open(output);
          break;
        case "Write":
          this.checkDurable(output.stream, output.bytes);
          this.answer(output.stream, (sdk) => sdk.receive(output.bytes));
          break;
        case "CloseWrite":
          this.answer(output.stream, (sdk) => sdk.halfClosed());
          break;
        case "Abort":
        case "Release":
          this.streams.delete(output.stream);
          break;
        case "Reply":
          this.replied(output.request, output.reply);
          break;
        case "Wake":
          this.wakeMs = output.atMs;
          break;
        default:
          this.problems.push(`nobody expects ${output._tag}`);
      }
    }
  }

  /** The disk has done its work just before the engine is told so. */
  private commit(): void {
    if (this.batch === null) return;
    const { changes } = this.batch;
    this.batch = null;
    this.write(changes);
  }

  private open({ stream, target }: Extract<Output, { _tag: "Open" }>): void {
    const steps = this.programs[target.path.replace("invoke/", "")] ?? [];
    const [, text] = target.headers.find(([name]) => name === "x-restate-invocation-id") ?? [];
    const id = parseInvocationId(text ?? "");
    if (id === null) throw new Error("a stream without an invocation");
    this.streams.set(stream, { sdk: new MiniSdk(steps, this), id });
    const head = { status: 200, contentType: CONTENT_TYPE, server: null, retryAfterMs: null };
    this.queue.push({ _tag: "StreamHead", stream, ...head });
  }

  private answer(stream: StreamId, hear: (sdk: MiniSdk) => Uint8Array): void {
    const open = this.streams.get(stream);
    const bytes = open === undefined ? new Uint8Array() : hear(open.sdk);
    if (bytes.length > 0) this.queue.push({ _tag: "StreamBytes", stream, bytes });
  }

  /** Whatever an endpoint is told of is on the disk by then (S-GATE-1). */
  private checkDurable(stream: StreamId, bytes: Uint8Array): void {
    const id = this.streams.get(stream)?.id ?? "";
    const frames = new FrameReader();
    frames.push(bytes);
    for (let frame = frames.next(); frame?._tag === "Frame"; frame = frames.next()) {
      const message = decodeMessage(frame.type, frame.payload);
      if (message._tag !== "Notification") continue;
      const key = notificationKey(message.id);
      const isDurable = this.durable.get("notification", id, key) !== undefined;
      if (!isDurable) this.problems.push(`${id} was told of ${key} too early (S-GATE-1)`);
    }
  }

  private replied(request: RequestId, reply: Reply): void {
    const client = this.clients.find((each) => each.request === request);
    if (client === undefined || client.reply !== null) {
      this.problems.push(`request ${request} was answered without being asked (S-REPLY-1)`);
      return;
    }
    const status = "id" in reply ? this.durable.get("invocation", reply.id, "")?.status : undefined;
    if (reply._tag === "Completed" && status !== undefined && status._tag !== "Completed") {
      this.problems.push(`request ${request} was answered too early (S-GATE-1)`);
    }
    if (reply._tag === "Rejected") {
      this.submit(client);
      return;
    }
    client.reply = reply;
    if (client.next !== null) this.ask(client.next);
  }

  /** With nothing under way to the disk, what durable state owes runs, as far as there is room. */
  private compareWithOwed(): void {
    if (this.batch !== null) return;
    const runs = [...this.streams.values()].map(({ id }) => id).sort();
    const owed = owedActions(this.durable, []).flatMap((action) =>
      action._tag === "StartAttempt" ? [action.id] : [],
    );
    const places = Math.min(owed.length, this.config.limits.maxAttempts);
    if (runs.length !== places || runs.some((id) => !owed.includes(id))) {
      this.problems.push(`attempts of ${runs.join(" ")} run, owed are those of ${owed.join(" ")}`);
    }
  }

  /** What clients were told in the end. */
  replies(): readonly (Reply | null)[] {
    return this.clients.map(({ reply }) => reply);
  }
}

/** The services of these programs, registered. */
export function registration(programs: Programs): ClientRequest {
  const services = [
    serviceOf("Ledger", "Service", [handlerOf("book", "Service")]),
    serviceOf("Cart", "VirtualObject", [handlerOf("checkout", "Exclusive")]),
    serviceOf("Order", "Workflow", [handlerOf("run", "Workflow"), handlerOf("pay", "Shared")]),
  ].filter(({ name }) => Object.keys(programs).some((each) => each.startsWith(`${name}/`)));
  const deployment = deploymentOf("http://one/", services);
  return { _tag: "RegisterDeployment", deployment, force: false, breaking: false, dryRun: false };
}

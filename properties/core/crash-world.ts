import {
  type Change,
  type ClientRequest,
  type Config,
  Engine,
  type Entropy,
  type Input,
  type InvocationId,
  MemoryTables,
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

/** What was under way to the disk when the engine died: lost, or written but never reported. */
export type Fate = "Lost" | "Written";

/** When the engine dies, counted in inputs that it has taken since the world began. */
export interface Crash {
  readonly afterInputs: number;
  readonly fate: Fate;
}

const CONTENT_TYPE = "application/vnd.restate.invocation.v6";
/** A story that needs more inputs than this goes round in circles. */
const MAX_INPUTS = 5_000;

/** A client that asks again, after each crash, until it has its reply. */
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
  private readonly config: Config = configOf({ index: 0, count: 1 });
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

  constructor(programs: Programs, crashes: readonly Crash[]) {
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
      const input = this.queue.shift() ?? this.ring();
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

  private crash(fate: Fate): void {
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

  private replied(request: RequestId, reply: Reply): void {
    const client = this.clients.find((each) => each.request === request);
    if (client === undefined || client.reply !== null) {
      this.problems.push(`request ${request} was answered without being asked (S-REPLY-1)`);
      return;
    }
    client.reply = reply;
    if (client.next !== null) this.ask(client.next);
  }

  /** With nothing under way to the disk, what runs is what durable state owes (L-RECOVER-1). */
  private compareWithOwed(): void {
    if (this.batch !== null) return;
    const runs = [...this.streams.values()].map(({ id }) => id).sort();
    const owed = owedActions(this.durable, []).flatMap((action) =>
      action._tag === "StartAttempt" ? [action.id] : [],
    );
    if (runs.join(" ") !== owed.join(" ")) {
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

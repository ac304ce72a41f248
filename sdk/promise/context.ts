import {
  decodeUtf8,
  encodeUtf8,
  formatInvocationId,
  type Header,
  type NotificationResult,
  type Start,
  type ValueOrFailure,
} from "@holdfast/core";
import * as machine from "../machine/index.ts";
import { Combinators } from "./combinators.ts";
import { failureOf, TerminalError, terminalError } from "./errors.ts";
import type { Execution } from "./execution.ts";
import { decodeJson, encodeJson } from "./json.ts";
import { Later } from "./later.ts";
import { Lines } from "./lines.ts";
import { SeededRandom } from "./random.ts";
import type { RunRetry } from "./run-retry.ts";

/** Whom to call or send to. */
export interface CallRequest {
  readonly service: string;
  readonly handler: string;
  /** Key of an object or workflow. */
  readonly key?: string;
  readonly input?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly idempotencyKey?: string;
  /** Name of the journal entry. */
  readonly name?: string;
}

/** A send may wait before it starts. */
export interface SendRequest extends CallRequest {
  readonly delayMs?: number;
}

/** A durable promise of a workflow, as one of its handlers sees it (wire facts 5.5). */
export interface WorkflowPromise<T> {
  readonly get: () => Later<T>;
  /** The value if there is one, else null. */
  readonly peek: () => Later<T | null>;
  /** Fails with 409 where it was completed before. */
  readonly resolve: (value: T) => Later<void>;
  readonly reject: (message: string) => Later<void>;
}

/**
 * What a handler does durable things with. Every method is one journal entry; results are waited
 * for by `await`. Between two of them a handler must do the same each time it runs.
 */
export class Context extends Combinators {
  /** Key of the object or workflow; "" for a plain service. */
  readonly key: string;
  readonly headers: readonly Header[];
  private chance: SeededRandom | null = null;
  /** Lines for the log; each is written once, however often the handler is replayed. */
  readonly console: Lines;
  /** The clock, as a journaled step: replays see the time that was seen first. */
  readonly date = { now: (): Later<number> => this.run("date", () => this.execution.nowMs) };

  constructor(execution: Execution, headers: readonly Header[]) {
    super(execution);
    const { start } = execution.machine;
    this.key = start.key;
    this.headers = headers;
    this.console = new Lines(execution);
  }

  get invocationId(): string {
    return formatInvocationId(this.execution.machine.start.invocationId);
  }

  /** Chance that is the same in every attempt. */
  get rand(): SeededRandom {
    return (this.chance ??= new SeededRandom(seedOf(this.execution.machine.start)));
  }

  /** A number from 0 to below 1, the same in every attempt. */
  random(): number {
    return this.rand.next();
  }

  /** Does something that the journal cannot repeat, once, and keeps its result. */
  run<T>(name: string, action: () => T | PromiseLike<T>, retry: RunRetry = {}): Later<T> {
    const handle = this.issue((m) => machine.run(m, name));
    this.execution.addRun(handle, action, retry);
    return this.later<T>(handle);
  }

  call<T>(request: CallRequest): Later<T> {
    return this.later<T>(this.issue((m) => machine.call(m, calleeOf(request))).result);
  }

  /** Sends at once; what comes back is the id of the new invocation. */
  send({ delayMs = 0, ...request }: SendRequest): Later<string> {
    const invokeTimeMs = delayMs === 0 ? 0 : Math.ceil(this.execution.nowMs + delayMs);
    const { invocationId } = this.issue((m) => machine.send(m, calleeOf(request), invokeTimeMs));
    return this.later<string>(invocationId);
  }

  awakeable<T>(): { readonly id: string; readonly promise: Later<T> } {
    const { id, handle } = this.issue((m) => machine.awakeable(m));
    return { id, promise: this.later<T>(handle) };
  }

  resolveAwakeable(id: string, value?: unknown): void {
    this.issue((m) => machine.completeAwakeable(m, id, valueOf(value)));
  }

  rejectAwakeable(id: string, message: string): void {
    this.issue((m) => machine.completeAwakeable(m, id, rejectionOf(message)));
  }

  /** Waits for a signal that another invocation sends by this name. */
  signal<T>(name: string): Later<T> {
    return this.later<T>(machine.signal(name));
  }

  sendSignal(invocationId: string, name: string, value?: unknown): void {
    const signal = { _tag: "NamedSignal", name } as const;
    this.issue((m) => machine.sendSignal(m, invocationId, signal, valueOf(value)));
  }

  /** Asks another invocation to stop. */
  cancel(invocationId: string): void {
    this.issue((m) => machine.cancelInvocation(m, invocationId));
  }

  /** Waits for the outcome of another invocation. */
  attach<T>(invocationId: string): Later<T> {
    const target = { _tag: "InvocationId", invocationId } as const;
    return this.later<T>(this.issue((m) => machine.attachInvocation(m, target)));
  }

  /** The outcome of another invocation if it has ended, else null. */
  output<T>(invocationId: string): Later<T | null> {
    const target = { _tag: "InvocationId", invocationId } as const;
    const handle = this.issue((m) => machine.getInvocationOutput(m, target));
    return this.later<T | null>(handle, null);
  }

  promise<T>(name: string): WorkflowPromise<T> {
    const complete = (completion: ValueOrFailure): Later<void> =>
      this.later<void>(this.issue((m) => machine.completePromise(m, name, completion)));
    return {
      get: () => this.later<T>(this.issue((m) => machine.getPromise(m, name))),
      peek: () =>
        this.later<T | null>(
          this.issue((m) => machine.peekPromise(m, name)),
          null,
        ),
      resolve: (value) => complete(valueOf(value)),
      reject: (message) => complete(rejectionOf(message)),
    };
  }

  /** The value of a state key, or null. */
  get<T>(key: string): Later<T | null> {
    const read = this.issue((m) => machine.getState(m, encodeUtf8(key)));
    if (read._tag === "Asked") return this.later<T | null>(read.handle, null);
    const value = read.value === null ? null : (decodeJson(read.value) as T);
    return this.known(value);
  }

  stateKeys(): Later<readonly string[]> {
    const read = this.issue((m) => machine.getStateKeys(m));
    if (read._tag === "Asked") return this.later<readonly string[]>(read.handle);
    const keys = read.keys.map(decodeUtf8);
    return this.known<readonly string[]>(keys);
  }

  set(key: string, value: unknown): void {
    this.issue((m) => machine.setState(m, encodeUtf8(key), encodeJson(value)));
  }

  clear(key: string): void {
    this.issue((m) => machine.clearState(m, encodeUtf8(key)));
  }

  clearAll(): void {
    this.issue((m) => machine.clearAllState(m));
  }

  private issue<R>(command: (machine: machine.Machine) => R): R {
    this.execution.act();
    return command(this.execution.machine);
  }

  /** What a handle will carry; `empty` stands for a void result. */
  private later<T>(handle: machine.Handle, empty?: T): Later<T> {
    return new Later(
      async (group) => decode(await this.execution.wait(handle, group), empty) as T,
      this.limit,
    );
  }

  private known<T>(value: T): Later<T> {
    return new Later(() => Promise.resolve(value), this.limit);
  }
}

/** Protocol v5 has no seed; the id then is one, as it is for servers that send one. */
function seedOf({ randomSeed, invocationId }: Start): bigint {
  return randomSeed === 0n ? BigInt(`0x${invocationId.slice(32)}`) : randomSeed;
}

function decode(result: NotificationResult, empty: unknown): unknown {
  switch (result._tag) {
    case "Void":
      return empty;
    case "Value":
      return decodeJson(result.value);
    case "Failure":
      throw terminalError(result.failure);
    case "InvocationId":
      return result.invocationId;
    case "StateKeys":
      return result.keys.map(decodeUtf8);
    default:
      return result satisfies never;
  }
}

function calleeOf(request: CallRequest): machine.Callee {
  const { service, handler, key = "", input, headers = {}, idempotencyKey, name = "" } = request;
  return {
    service,
    handler,
    key,
    parameter: encodeJson(input),
    headers: [
      { key: "content-type", value: "application/json" },
      ...Object.entries(headers).map(([header, value]) => ({ key: header, value })),
    ],
    idempotencyKey: idempotencyKey ?? null,
    name,
  };
}

function valueOf(value: unknown): ValueOrFailure {
  return { _tag: "Value", value: encodeJson(value) };
}

function rejectionOf(message: string): ValueOrFailure {
  return { _tag: "Failure", failure: failureOf(new TerminalError(message)) };
}

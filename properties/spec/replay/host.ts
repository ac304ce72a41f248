import {
  type ClientRequest,
  type Command,
  type Config,
  encodeMessage,
  type Entropy,
  type Event,
  type Happening,
  type InvocationId,
  MemoryTables,
  type ObjectKey,
  objectKeyOf,
  type Pin,
  type Reply,
  type TargetRef,
  type Timer,
  transition,
  type Transition,
  type ValueOrFailure,
} from "@holdfast/core";
import { configOf, deploymentOf, handlerOf, serviceOf } from "../../core/configuration.ts";
import { brokenInvariants } from "../../core/table-invariants.ts";
import { messageOf } from "../abstraction.ts";

const DEPLOYMENT = deploymentOf("http://replay/", [
  serviceOf("Worker", "Service", [handlerOf("work", "Service")]),
  serviceOf("Counter", "VirtualObject", [
    handlerOf("add", "Exclusive"),
    handlerOf("get", "Shared"),
  ]),
  serviceOf("Order", "Workflow", [handlerOf("run", "Workflow"), handlerOf("wait", "Shared")]),
]);

/** One attempt as the server began it. */
export interface Attempt {
  readonly id: InvocationId;
  readonly epoch: number;
  /** Journal entries that it replays, the input among them. */
  readonly entries: number;
}

/**
 * One partition of core that steps of a module are replayed on. It applies events at once and keeps
 * what actions would have reached the world: attempts that are owed, and notifications told.
 */
export class Host {
  readonly tables = new MemoryTables();
  readonly config: Config;
  nowMs = 1_000_000;
  private readonly pin: Pin;
  private readonly owed = new Map<InvocationId, Attempt>();
  private readonly told = new Map<number, number[]>();
  private readonly cutOff = new Set<number>();
  private events = 0;
  private requests = 0;

  constructor(partition: Config["partition"] = { index: 0, count: 1 }) {
    this.config = configOf(partition);
    const registered = this.ask({
      _tag: "RegisterDeployment",
      deployment: DEPLOYMENT,
      force: false,
      breaking: false,
      dryRun: false,
    });
    if (registered?._tag !== "Registered") throw new Error("the deployment was refused");
    this.pin = { deploymentId: registered.deployment.id, protocolVersion: 6 };
  }

  /** Applies one event, by default at the present time, and holds the tables to their invariants. */
  happen(happening: Happening, nowMs: number = this.nowMs): Transition {
    const n = ++this.events;
    const entropy: Entropy = [n, n * 3, n * 5, n * 7];
    const event: Event = { ...happening, nowMs, entropy };
    const led = transition(this.config, this.tables, event);
    this.tables.apply(led.changes);
    for (const action of led.actions) {
      if (action._tag === "StartAttempt") this.owe(action);
      if (action._tag === "AbortAttempt") this.abort(action);
      if (action._tag === "Deliver") this.tell(action.id, action.epoch, action.index);
    }
    const problems = brokenInvariants(this.tables);
    if (problems.length > 0) throw new Error(problems.join("; "));
    return led;
  }

  /** A client asks; its reply, or null where it has to wait. */
  ask(body: ClientRequest): Reply | null {
    const request = ++this.requests;
    const { actions } = this.happen({ _tag: "Requested", request, body });
    const answer = actions.find((action) => action._tag === "Answer" && action.request === request);
    return answer?._tag === "Answer" ? answer.reply : null;
  }

  /** A client hands in an invocation; its id. */
  send(target: TargetRef, body: Uint8Array = new Uint8Array()): InvocationId {
    const reply = this.ask({
      _tag: "Send",
      target,
      headers: [],
      body,
      idempotencyKey: null,
      delayMs: null,
    });
    if (reply?._tag !== "Accepted") throw new Error(`${target.service} was not accepted`);
    return reply.id;
  }

  /** Whether an attempt of this invocation is owed and has not begun. */
  owes(id: InvocationId): boolean {
    return this.owed.has(id);
  }

  begin(id: InvocationId): Attempt {
    const attempt = this.owed.get(id);
    if (attempt === undefined) throw new Error(`no attempt of ${id} is owed`);
    this.owed.delete(id);
    return attempt;
  }

  /** Whatever was owed and told is forgotten, as by a crash; then it is owed anew. */
  recover(attempts: readonly Attempt[]): void {
    this.owed.clear();
    this.told.clear();
    for (const attempt of attempts) this.owe(attempt);
  }

  private abort({ id, epoch }: Pick<Attempt, "id" | "epoch">): void {
    this.owed.delete(id);
    this.cutOff.add(epoch);
  }

  /** Whether core had this attempt cut off. */
  isCutOff({ epoch }: Attempt): boolean {
    return this.cutOff.has(epoch);
  }

  /** All invocations that there are. */
  invocations(): readonly InvocationId[] {
    return [...this.tables.rows()].flatMap((row) =>
      row.table === "invocation" && row.value !== null ? [row.value.id] : [],
    );
  }

  /** An attempt that has not begun yet will replay it; one that has is told. */
  private tell(id: InvocationId, epoch: number, index: number): void {
    if (this.owed.get(id)?.epoch === epoch) this.owe({ id, epoch, entries: index + 1 });
    else this.told.set(epoch, [...(this.told.get(epoch) ?? []), index]);
  }

  private owe({ id, epoch, entries }: Attempt): void {
    this.owed.set(id, { id, epoch, entries });
  }

  /** The journal index of the next notification that this attempt was told of, if there is one. */
  hear({ epoch }: Attempt): number | null {
    return this.told.get(epoch)?.shift() ?? null;
  }

  say({ id, epoch }: Attempt, command: Command): Transition {
    const payload = encodeMessage(command);
    const { pin } = this;
    return this.happen({
      _tag: "CommandProposed",
      id,
      epoch,
      pin,
      command,
      payload,
      ackRequested: false,
    });
  }

  propose({ id, epoch }: Attempt, completionId: number, value: number): Transition {
    const outcome = { _tag: "Success", value: Uint8Array.of(value) } as const;
    const { pin } = this;
    return this.happen({ _tag: "RunCompletionProposed", id, epoch, pin, completionId, outcome });
  }

  /** The handler gives its output and ends. */
  end({ id, epoch }: Attempt, result: ValueOrFailure): Transition {
    this.say({ id, epoch, entries: 0 }, { _tag: "OutputCommand", result, name: "" });
    return this.happen({ _tag: "AttemptEnded", id, epoch });
  }

  /** The attempt fails, and its retry comes at once. */
  fail({ id, epoch }: Attempt): void {
    this.happen({
      _tag: "AttemptFailed",
      id,
      epoch,
      failure: {
        code: 500,
        errorCode: null,
        message: "lost",
        stacktrace: "",
        relatedCommand: null,
      },
      nextRetryDelayMs: 0,
      behavior: "Retry",
      countsForHandler: true,
    });
    this.fire(({ _tag, id: whose }) => _tag === "Retry" && whose === id);
  }

  /** Fires the timers that are meant, at the present time or another. */
  fire(isMeant: (timer: Timer) => boolean, nowMs = this.nowMs): void {
    for (const { item, value } of this.tables.scan("timer", "")) {
      if (isMeant(value)) this.happen({ _tag: "TimerFired", item }, nowMs);
    }
  }

  /** The key under which an object's or workflow's rows are. */
  objectKey(id: InvocationId): ObjectKey {
    const invocation = this.tables.get("invocation", id, "");
    const key = invocation === undefined ? null : objectKeyOf(id, invocation.target);
    if (key === null) throw new Error(`${id} has no key`);
    return key;
  }

  /** A journal entry by its index, the input being 0. */
  entry(id: InvocationId, index: number): ReturnType<typeof messageOf> {
    const row = this.tables.scan("journal", id)[index];
    if (row === undefined) throw new Error(`${id} has no entry ${index}`);
    return messageOf(row.value.type, row.value.payload);
  }
}

/** One byte as a result. */
export function value(byte: number): ValueOrFailure {
  return { _tag: "Value", value: Uint8Array.of(byte) };
}

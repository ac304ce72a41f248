import type {
  ClientRequest,
  DeploymentChoice,
  InvocationId,
  InvocationRef,
  Reply,
  TargetRef,
} from "@holdfast/core";
import { parseAwakeableId } from "@holdfast/core";
import { encodeJson } from "@holdfast/sdk";
import { describeDeployment, LATE_URI } from "../deployment.ts";
import { isBusy, type Operation, requestOf } from "../workload/operation.ts";
import { expectedId } from "../workload/plan.ts";
import { type Script, type Wait, waitFor } from "./script.ts";
import type { Stage } from "./stage.ts";
import { toldBy } from "./told.ts";

/** What an operator does to one invocation. */
type Operating = "Cancel" | "Kill" | "Purge" | "PurgeJournal" | "Pause";

/** How a client asks. */
export interface Asking {
  /** Calls of one handler with the same key are one; its own for each call where absent. */
  readonly key?: string;
  /** Milliseconds until a sent one is to start. */
  readonly delayMs?: number;
}

/**
 * Somebody who asks an engine for things, and asks again until there is an answer: what is true of
 * all clients that want something done. Every invocation is asked for under a key, so that to ask
 * again is not to ask twice.
 */
export class Client {
  readonly name: string;
  /** What the answers came to that it waited for, in order. */
  readonly told: string[] = [];
  /** What it does now, for reports. */
  doing = "nothing yet";
  private readonly stage: Stage;
  private asked = 0;

  constructor(name: string, stage: Stage) {
    this.name = name;
    this.stage = stage;
  }

  /** Calls `Service/handler` or `Service/key/handler`, and waits for its outcome. */
  *call(path: string, input: unknown = null, asking: Asking = {}): Script<string> {
    const operation = this.operationOf("Call", path, input, asking);
    return this.take(yield* this.insist(operation.expectedId, requestOf(operation), operation));
  }

  /** Hands in an invocation, and gives its id. */
  *send(path: string, input: unknown = null, asking: Asking = {}): Script<InvocationId> {
    const operation = this.operationOf("Send", path, input, asking);
    yield* this.insist(operation.expectedId, requestOf(operation), operation);
    return operation.expectedId;
  }

  /** Calls, and hangs up some time later without having looked at an answer. */
  *abandon(path: string, input: unknown, key: string, afterMs: number): Script {
    const operation = this.operationOf("Call", path, input, { key });
    const { clients } = this.stage.world;
    const hangUp = clients.ask(operation.expectedId, requestOf(operation), operation);
    yield* this.wait(afterMs);
    hangUp();
  }

  /** Waits for the outcome of an invocation. */
  *attach(id: InvocationId): Script<string> {
    return this.take(yield* this.insist(id, { _tag: "Attach", ref: { _tag: "Id", id } }));
  }

  /** The same, by the key that it was called with. */
  *attachByKey(path: string, idempotencyKey: string): Script<string> {
    const target = targetOf(path);
    const id = this.idOf(target, idempotencyKey);
    const ref: InvocationRef = { _tag: "Idempotent", target, idempotencyKey };
    return this.take(yield* this.insist(id, { _tag: "Attach", ref }));
  }

  /** Asks for the outcome of an invocation without waiting for it. */
  *output(id: InvocationId): Script<string> {
    return this.take(yield* this.insist(id, { _tag: "Output", ref: { _tag: "Id", id } }));
  }

  /** Does what an operator does. Nobody is told of the answer: a repeat of it is answered otherwise. */
  *operate(_tag: Operating, id: InvocationId): Script {
    yield* this.insist(id, { _tag, id });
  }

  *resume(id: InvocationId, deployment: DeploymentChoice = { _tag: "Keep" }): Script {
    yield* this.insist(id, { _tag: "Resume", id, deployment });
  }

  *resolveAwakeable(awakeableId: string, value: unknown): Script {
    const target = parseAwakeableId(awakeableId);
    if (target === null) throw new Error(`'${awakeableId}' is no awakeable id`);
    const { invocationId: id, signalIndex } = target;
    const outcome = { _tag: "Success", value: encodeJson(value) } as const;
    yield* this.insist(id, { _tag: "CompleteAwakeable", id, signalIndex, outcome });
  }

  /** Deploys the scenario's next services, and waits until every engine knows them. */
  *deploy(): Script {
    const { clients, settings, worker } = this.stage.world;
    const deployment = describeDeployment(LATE_URI, worker.lateManifest, settings);
    yield* this.during("deploys", (goOn: (value: null) => void) => {
      clients.register(deployment, false, () => goOn(null));
    });
  }

  *wait(ms: number): Script {
    yield* this.during(`waits ${ms} ms`, (goOn: (value: null) => void) => {
      this.stage.world.timeline.after(ms * 1_000, () => goOn(null));
    });
  }

  /** Waits for a sign that a handler gives; comes to what is said with it. */
  *until(sign: string): Script<string> {
    return yield* this.during(`waits for '${sign}'`, this.stage.until(sign));
  }

  private *during<T>(doing: string, wait: Wait<T>): Script<T> {
    this.doing = doing;
    const value = yield* waitFor(wait);
    this.doing = "nothing more";
    return value;
  }

  /** Asks until there is an answer. */
  private *insist(
    id: InvocationId,
    body: ClientRequest,
    operation: Operation | null = null,
  ): Script<Reply> {
    const { clients } = this.stage.world;
    const wait: Wait<Reply> = (goOn) => {
      const attempt = (): void => {
        clients.ask(id, body, operation, (reply) => {
          if (reply === null || isBusy(reply)) clients.later(attempt);
          else goOn(reply);
        });
      };
      attempt();
    };
    const what = operation === null ? "" : ` ${operation.target.service}`;
    return yield* this.during(`asks for ${body._tag}${what}`, wait);
  }

  private take(reply: Reply): string {
    const told = toldBy(reply);
    this.told.push(told);
    return told;
  }

  private operationOf(
    kind: Operation["kind"],
    path: string,
    input: unknown,
    { key, delayMs }: Asking,
  ): Operation & { readonly expectedId: InvocationId } {
    const target = targetOf(path);
    const number = this.asked++;
    const idempotencyKey = this.runsOnce(target) ? null : (key ?? `${this.name} ${number}`);
    return {
      number,
      kind,
      target,
      input,
      token: null,
      delayMs: delayMs ?? null,
      idempotencyKey,
      expectedId: this.idOf(target, idempotencyKey),
      state: "Open",
      reply: null,
      tries: 0,
    };
  }

  private runsOnce({ service, handler }: TargetRef): boolean {
    const { services } = this.stage.world.cast;
    const found = services.find(({ name }) => name === service)?.handlers.get(handler);
    if (found === undefined) throw new Error(`the scenario has no handler ${service}/${handler}`);
    return found.type === "Workflow";
  }

  private idOf(target: TargetRef, idempotencyKey: string | null): InvocationId {
    const { settings } = this.stage.world;
    const id = expectedId(settings, target, idempotencyKey, idempotencyKey === null);
    if (id === null) throw new Error(`${target.service}/${target.handler} needs a key`);
    return id;
  }
}

function targetOf(path: string): TargetRef {
  const [service = "", middle = "", handler] = path.split("/");
  return handler === undefined
    ? { service, key: null, handler: middle }
    : { service, key: middle, handler };
}

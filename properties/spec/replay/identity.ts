import {
  type CallCommand,
  type ClientRequest,
  type InvocationId,
  type InvocationRef,
  MessageType,
  type Outcome,
  type Transition,
} from "@holdfast/core";
import { setOf } from "@holdfast/spec";
import { invocationOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import type { Picks, Replayer } from "./replay.ts";

const CALLS: Readonly<Record<string, string>> = { c1: "w", c2: "w", c3: "k", c4: "k" };
/** Clients that are handlers of other invocations; the others come over the ingress. */
const HANDLERS = ["c2", "c4"];
const WORKER = { service: "Worker", key: null, handler: "work" };
const ORDER = { service: "Order", key: "w", handler: "run" };
/** When whatever sleeps would wake; later than everything else. */
const LATE_MS = 10_000_000;

/** What an incarnation has set in motion: a sleep, by its timer, or a call, by its callee. */
interface Motion {
  readonly key: string;
  readonly incarnation: number;
  readonly by: { readonly timer: string } | { readonly callee: Attempt };
}

/**
 * The module identity on core: `w` is a workflow key, `k` an idempotency key of a service
 * (S-WORKFLOW-1, S-IDEMPOTENT-1, S-REPLY-1).
 */
export class IdentityReplayer implements Replayer {
  private readonly host = new Host();
  private readonly ids: ReadonlyMap<string, InvocationId>;
  private readonly callers = new Map<string, Attempt>();
  private readonly attempts = new Map<string, Attempt>();
  /** The incarnations that core made of each key, in order. */
  private readonly incarnations = new Map<string, number[]>([
    ["w", []],
    ["k", []],
  ]);
  private readonly requests = new Map<number, string>();
  private readonly answers: Record<string, unknown> = {};
  private readonly motions = new Map<string, Motion>();
  private readonly completions = new Map<string, number>();
  private reached: readonly unknown[] = [];
  private nextRequest = 1_000;
  private steps = 0;

  constructor() {
    this.ids = new Map([
      ["w", this.lookUp({ _tag: "Workflow", name: ORDER.service, key: ORDER.key })],
      ["k", this.lookUp({ _tag: "Idempotent", target: WORKER, idempotencyKey: "k" })],
    ]);
    for (const c of HANDLERS) this.callers.set(c, this.host.begin(this.host.send(WORKER)));
  }

  take(action: string, picks: Picks): void {
    this.steps++;
    switch (action) {
      case "call":
        return this.call(picks.text("c"));
      case "end":
        return this.end(picks.text("key"), picks.number("value"));
      case "forget":
        return this.forget(picks.text("key"));
      case "sleep":
        return this.sleep(picks.text("key"));
      case "wake":
        return this.wake(picks.text("key"), picks.number("incarnation"));
      default:
        throw new Error(`the module identity has no step ${action}`);
    }
  }

  state(): Readonly<Record<string, unknown>> {
    const runs: Record<string, unknown> = {};
    const made: Record<string, number> = {};
    for (const [key, incarnations] of this.incarnations) {
      made[key] = incarnations.length;
      const run = this.runOf(key);
      if (run !== null) runs[key] = run;
    }
    const underWay = [...this.motions.values()].map(({ key, incarnation }) => ({
      key,
      incarnation,
    }));
    return {
      runs,
      made,
      answers: { ...this.answers },
      underWay: setOf(...underWay),
      reached: this.reached,
    };
  }

  private call(c: string): void {
    const key = CALLS[c] ?? "";
    const caller = this.callers.get(c);
    let led: Transition;
    if (caller === undefined) {
      const request = ++this.nextRequest;
      this.requests.set(request, c);
      led = this.host.happen({ _tag: "Requested", request, body: requestOf(key) });
    } else {
      led = this.host.say(caller, commandOf(key, 1));
    }
    this.answers[c] = { tag: "Waits", value: this.incarnationOf(key) };
    this.hear(led);
    const id = this.idOf(key);
    if (this.host.owes(id)) this.attempts.set(key, this.host.begin(id));
  }

  /** Clients are told what core tells them, over the ingress or in a journal, and nothing else. */
  private hear({ actions }: Transition): void {
    for (const action of actions) {
      if (action._tag !== "Answer" && action._tag !== "Completed") continue;
      const { reply } = action;
      if (reply._tag !== "Completed") throw new Error(`a client was told ${reply._tag}`);
      for (const [request, c] of this.requests) {
        const isFor =
          action._tag === "Answer" ? action.request === request : this.waitsFor(c, action.id);
        if (isFor) this.answer(c, reply.outcome);
      }
    }
    for (const [c, { id }] of this.callers) {
      const told = invocationOf(this.host.tables, id)?.journal.find(
        (message) =>
          message._tag === "Notification" && message.type === MessageType.CallNotification,
      );
      if (told?._tag !== "Notification" || told.result._tag === "Void") continue;
      const { result } = told;
      if (result._tag === "Value") this.answer(c, { _tag: "Success", value: result.value });
      else if (result._tag === "Failure") this.answer(c, result);
    }
  }

  private waitsFor(c: string, id: InvocationId): boolean {
    const answer = this.answers[c] as { readonly tag?: string } | undefined;
    return this.idOf(CALLS[c] ?? "") === id && answer?.tag === "Waits";
  }

  /** Who has waited for an incarnation is told of that one. */
  private answer(c: string, outcome: Outcome): void {
    const answer = this.answers[c] as { readonly tag: string; readonly value: number } | "Refused";
    if (answer === "Refused" || answer.tag !== "Waits") return;
    if (outcome._tag === "Failure") {
      if (outcome.failure.code !== 409) throw new Error(`refused with ${outcome.failure.code}`);
      this.answers[c] = "Refused";
      return;
    }
    const gets = { incarnation: answer.value, value: outcome.value[0] ?? -1 };
    this.answers[c] = { tag: "Gets", value: gets };
  }

  private end(key: string, byte: number): void {
    this.hear(this.host.end(this.attemptOf(key), value(byte)));
  }

  /** By an operator, or because its retention is over. */
  private forget(key: string): void {
    const id = this.idOf(key);
    if (this.steps % 2 === 0) {
      this.host.ask({ _tag: "Purge", id });
      return;
    }
    const status = this.host.tables.get("invocation", id, "")?.status;
    const dueMs = status?._tag === "Completed" ? status.expiresAtMs : 0;
    this.host.fire((timer) => timer._tag === "ExpireInvocation" && timer.id === id, dueMs);
  }

  /** The invocation sleeps or calls another; which one, the number of the step decides. */
  private sleep(key: string): void {
    const incarnation = this.incarnationOf(key);
    const name = `${key}${incarnation}`;
    if (this.motions.has(name)) return;
    // Ids of completions begin with 1 in each incarnation, so that an earlier one's could be taken.
    const completion = this.completions.get(name) ?? 0;
    this.completions.set(name, completion + 2);
    if (this.steps % 2 === 0) {
      const before = new Set(this.host.invocations());
      this.host.say(this.attemptOf(key), { ...commandOf("", completion + 1) });
      const callee = this.host.invocations().find((id) => !before.has(id));
      if (callee === undefined) throw new Error("a call made no invocation");
      this.motions.set(name, { key, incarnation, by: { callee: this.host.begin(callee) } });
      return;
    }
    const led = this.host.say(this.attemptOf(key), {
      _tag: "SleepCommand",
      wakeUpTimeMs: this.host.nowMs + LATE_MS,
      resultCompletionId: completion + 2,
      name: "",
    });
    const armed = led.changes.find(({ table }) => table === "timer");
    if (armed === undefined) throw new Error("a sleep armed no timer");
    this.motions.set(name, { key, incarnation, by: { timer: armed.item } });
  }

  private wake(key: string, incarnation: number): void {
    const motion = this.motions.get(`${key}${incarnation}`);
    if (motion === undefined) throw new Error(`nothing of ${key}${incarnation} is under way`);
    this.motions.delete(`${key}${incarnation}`);
    const { by } = motion;
    const later = this.host.nowMs + LATE_MS;
    const { changes } =
      "callee" in by
        ? this.host.end(by.callee, value(9))
        : this.host.happen({ _tag: "TimerFired", item: by.timer }, later);
    const id = this.idOf(key);
    if (!changes.some(({ table, group }) => table === "journal" && group === id)) return;
    const got = this.incarnationOf(key);
    this.reached = setOf(...this.reached, { key, sent: incarnation, got });
  }

  private runOf(key: string): unknown {
    const invocation = invocationOf(this.host.tables, this.idOf(key));
    if (invocation === null) return null;
    const incarnation = this.incarnationOf(key);
    if (invocation.outcome === null) return { tag: "Going", value: incarnation };
    if (invocation.outcome._tag === "Failure") throw new Error("a run has failed");
    return { tag: "Done", value: { incarnation, value: invocation.outcome.value[0] ?? -1 } };
  }

  /** The number of the present incarnation: core draws them, the module counts them. */
  private incarnationOf(key: string): number {
    const known = this.incarnations.get(key) ?? [];
    const drawn = invocationOf(this.host.tables, this.idOf(key))?.incarnation;
    if (drawn === undefined) throw new Error(`${key} is not there`);
    if (!known.includes(drawn)) known.push(drawn);
    return known.indexOf(drawn) + 1;
  }

  private attemptOf(key: string): Attempt {
    const attempt = this.attempts.get(key);
    if (attempt === undefined) throw new Error(`${key} does not run`);
    return attempt;
  }

  private idOf(key: string): InvocationId {
    const id = this.ids.get(key);
    if (id === undefined) throw new Error(`nobody calls ${key}`);
    return id;
  }

  private lookUp(ref: InvocationRef): InvocationId {
    const reply = this.host.ask({ _tag: "Lookup", ref });
    if (reply?._tag !== "Identified") throw new Error("a look-up was not answered");
    return reply.id;
  }
}

function requestOf(key: string): ClientRequest {
  const isWorkflow = key === "w";
  return {
    _tag: "Call",
    target: isWorkflow ? ORDER : WORKER,
    headers: [],
    body: new Uint8Array(),
    idempotencyKey: isWorkflow ? null : key,
  };
}

/** The same as a handler's command; without a key, a call that nobody else shares. */
function commandOf(key: string, completion: number): CallCommand {
  const { service, handler } = key === "w" ? ORDER : WORKER;
  return {
    _tag: "CallCommand",
    serviceName: service,
    handlerName: handler,
    parameter: new Uint8Array(),
    headers: [],
    key: key === "w" ? ORDER.key : "",
    idempotencyKey: key === "k" ? key : null,
    scope: null,
    limitKey: null,
    invocationIdCompletionId: completion,
    resultCompletionId: completion + 1,
    name: "",
  };
}

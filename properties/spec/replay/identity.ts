import type { ClientRequest, InvocationId, Reply, Transition } from "@holdfast/core";
import { setOf } from "@holdfast/spec";
import { invocationOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import type { Picks, Replayer } from "./replay.ts";

const CALLS: Readonly<Record<string, string>> = { c1: "w", c2: "w", c3: "k", c4: "k" };
/** When whatever sleeps would wake; later than everything else. */
const LATE_MS = 10_000_000;

interface Motion {
  readonly key: string;
  readonly incarnation: number;
}

/**
 * The module identity on core: `w` is a workflow key, `k` an idempotency key of a service
 * (S-WORKFLOW-1, S-IDEMPOTENT-1, S-REPLY-1).
 */
export class IdentityReplayer implements Replayer {
  private readonly host = new Host();
  private readonly ids = new Map<string, InvocationId>();
  private readonly attempts = new Map<string, Attempt>();
  /** The incarnations that core made of each key, in order. */
  private readonly incarnations = new Map<string, number[]>([
    ["w", []],
    ["k", []],
  ]);
  private readonly clients = new Map<number, string>();
  private readonly answers: Record<string, unknown> = {};
  private readonly waiting = new Map<string, string>();
  private readonly sleeps = new Map<string, Motion & { item: string }>();
  private reached: readonly unknown[] = [];
  private requests = 1_000;
  private steps = 0;

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
    const underWay = [...this.sleeps.values()].map(({ key, incarnation }) => ({
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
    const request = ++this.requests;
    this.clients.set(request, c);
    const led = this.host.happen({ _tag: "Requested", request, body: callOf(key) });
    for (const action of led.actions) {
      if (action._tag !== "Await" || action.request !== request) continue;
      this.ids.set(key, action.id);
      this.answers[c] = { tag: "Waits", value: this.noteIncarnation(key, action.id) };
      this.waiting.set(c, key);
    }
    this.hear(led);
    const id = this.ids.get(key);
    if (id !== undefined && this.host.owes(id)) this.attempts.set(key, this.host.begin(id));
  }

  /** Clients are told what core tells them, and nothing else. */
  private hear({ actions }: Transition): void {
    for (const action of actions) {
      if (action._tag === "Answer") {
        const c = this.clients.get(action.request);
        if (c !== undefined) this.answers[c] = this.answerOf(CALLS[c] ?? "", action.reply);
      }
      if (action._tag === "Completed") {
        for (const [c, key] of this.waiting) {
          if (this.ids.get(key) !== action.id) continue;
          this.answers[c] = this.answerOf(key, action.reply);
          this.waiting.delete(c);
        }
      }
    }
  }

  private answerOf(key: string, reply: Reply): unknown {
    if (reply._tag !== "Completed") throw new Error(`a client was told ${reply._tag}`);
    const { outcome, id } = reply;
    if (outcome._tag === "Failure") {
      if (outcome.failure.code !== 409) throw new Error(`refused with ${outcome.failure.code}`);
      return "Refused";
    }
    const incarnation = this.noteIncarnation(key, id);
    return { tag: "Gets", value: { incarnation, value: outcome.value[0] ?? -1 } };
  }

  private end(key: string, byte: number): void {
    const attempt = this.attempts.get(key);
    if (attempt === undefined) throw new Error(`${key} does not run`);
    this.hear(this.host.end(attempt, value(byte)));
  }

  /** By an operator, or because its retention is over. */
  private forget(key: string): void {
    const id = this.ids.get(key);
    if (id === undefined) throw new Error(`${key} was never called`);
    if (this.steps % 2 === 0) {
      this.host.ask({ _tag: "Purge", id });
      return;
    }
    const status = this.host.tables.get("invocation", id, "")?.status;
    const dueMs = status?._tag === "Completed" ? status.expiresAtMs : 0;
    this.host.fire((timer) => timer._tag === "ExpireInvocation" && timer.id === id, dueMs);
  }

  private sleep(key: string): void {
    const incarnation = this.incarnations.get(key)?.length ?? 0;
    if (this.sleeps.has(`${key}${incarnation}`)) return;
    const attempt = this.attempts.get(key);
    if (attempt === undefined) throw new Error(`${key} does not run`);
    // Ids of completions begin with 1 in each incarnation, so that an earlier one's could be taken.
    const used = invocationOf(this.host.tables, attempt.id)?.journal ?? [];
    const led = this.host.say(attempt, {
      _tag: "SleepCommand",
      wakeUpTimeMs: this.host.nowMs + LATE_MS,
      resultCompletionId: used.filter(({ _tag }) => _tag === "SleepCommand").length + 1,
      name: "",
    });
    const armed = led.changes.find(({ table }) => table === "timer");
    if (armed === undefined) throw new Error("a sleep armed no timer");
    this.sleeps.set(`${key}${incarnation}`, { key, incarnation, item: armed.item });
  }

  private wake(key: string, incarnation: number): void {
    const sleep = this.sleeps.get(`${key}${incarnation}`);
    if (sleep === undefined) throw new Error(`incarnation ${incarnation} of ${key} does not sleep`);
    this.sleeps.delete(`${key}${incarnation}`);
    const later = this.host.nowMs + LATE_MS;
    const { changes } = this.host.happen({ _tag: "TimerFired", item: sleep.item }, later);
    if (!changes.some(({ table }) => table === "journal")) return;
    const got = this.incarnations.get(key)?.length ?? 0;
    this.reached = setOf(...this.reached, { key, sent: incarnation, got });
  }

  private runOf(key: string): unknown {
    const id = this.ids.get(key);
    const invocation = id === undefined ? null : invocationOf(this.host.tables, id);
    if (id === undefined || invocation === null) return null;
    const incarnation = this.noteIncarnation(key, id);
    if (invocation.outcome === null) return { tag: "Going", value: incarnation };
    if (invocation.outcome._tag === "Failure") throw new Error("a run has failed");
    return { tag: "Done", value: { incarnation, value: invocation.outcome.value[0] ?? -1 } };
  }

  /** The number of the present incarnation: core draws them, the module counts them. */
  private noteIncarnation(key: string, id: InvocationId): number {
    const known = this.incarnations.get(key) ?? [];
    const drawn = invocationOf(this.host.tables, id)?.incarnation;
    if (drawn === undefined) throw new Error(`${key} is not there`);
    if (!known.includes(drawn)) known.push(drawn);
    return known.indexOf(drawn) + 1;
  }
}

function callOf(key: string): ClientRequest {
  const isWorkflow = key === "w";
  return {
    _tag: "Call",
    target: isWorkflow
      ? { service: "Order", key, handler: "run" }
      : { service: "Worker", key: null, handler: "work" },
    headers: [],
    body: new Uint8Array(),
    idempotencyKey: isWorkflow ? null : key,
  };
}

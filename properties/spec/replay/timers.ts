import { invocationOf, timersOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import { Names } from "./names.ts";
import type { Picks, Replayer } from "./replay.ts";

/** Length of one tick of the module; milliseconds. */
const TICK_MS = 1_000;

/**
 * The module timers on core: `t1` and `t3` are sleeps of handlers, `t2` the delayed start of one.
 * Before each step every timer that is not due is told to fire, which must change nothing
 * (S-TIMER-1).
 */
export class TimersReplayer implements Replayer {
  private readonly host = new Host();
  private readonly names = new Names();
  private readonly attempts = new Map<string, Attempt>();
  private readonly caller: Attempt;
  private readonly beganMs = this.host.nowMs;
  private readonly fired: Record<string, number> = {};
  private readonly due: Record<string, number> = {};

  constructor() {
    const worker = { service: "Worker", key: null, handler: "work" };
    for (const t of ["t1", "t3"]) {
      const id = this.host.send(worker);
      this.names.add(t, id);
      this.attempts.set(t, this.host.begin(id));
    }
    this.caller = this.host.begin(this.host.send(worker));
  }

  take(action: string, picks: Picks): void {
    this.fireEarly();
    switch (action) {
      case "tick":
        this.host.nowMs += TICK_MS;
        return;
      case "arm":
        this.arm(picks.text("t"), picks.number("at"));
        return;
      case "fire":
        this.fire(picks.text("t"), picks.number("at"));
        return;
      case "disarm":
        this.disarm(picks.text("t"));
        return;
      default:
        throw new Error(`the module timers has no step ${action}`);
    }
  }

  state(): Readonly<Record<string, unknown>> {
    const armed = timersOf(this.host.tables).map(({ id, dueMs }) => [
      this.names.name(id),
      this.tickOf(dueMs),
    ]);
    return {
      now: this.tickOf(this.host.nowMs),
      armed: Object.fromEntries(armed),
      fired: { ...this.fired },
      due: { ...this.due },
    };
  }

  private arm(t: string, at: number): void {
    this.due[t] = at;
    const dueMs = this.beganMs + at * TICK_MS;
    if (t !== "t2") {
      this.host.say(this.attemptOf(t), {
        _tag: "SleepCommand",
        wakeUpTimeMs: dueMs,
        resultCompletionId: 1,
        name: "",
      });
      return;
    }
    const before = new Set(this.host.invocations());
    this.host.say(this.caller, {
      _tag: "OneWayCallCommand",
      serviceName: "Worker",
      handlerName: "work",
      parameter: new Uint8Array(),
      invokeTimeMs: dueMs,
      headers: [],
      key: "",
      idempotencyKey: null,
      scope: null,
      limitKey: null,
      invocationIdCompletionId: 1,
      name: "",
    });
    const made = this.host.invocations().find((id) => !before.has(id));
    if (made === undefined) throw new Error("the delayed call made no invocation");
    this.names.add(t, made);
  }

  private fire(t: string, at: number): void {
    const id = this.names.id(t);
    this.host.fire((timer) => timer.id === id, this.beganMs + at * TICK_MS);
    const invocation = invocationOf(this.host.tables, id);
    const hasHappened =
      t === "t2"
        ? invocation?.status === "Invoked"
        : invocation?.journal.at(-1)?._tag === "Notification";
    if (!hasHappened) throw new Error(`${t} fired and nothing happened`);
    this.fired[t] = at;
  }

  /** What waited is gone: a delayed start is cancelled, a sleeper ends or is killed, and purged. */
  private disarm(t: string): void {
    const id = this.names.id(t);
    if (t === "t1") this.host.ask({ _tag: "Kill", id });
    else if (t === "t2") this.host.ask({ _tag: "Cancel", id });
    else this.host.end(this.attemptOf(t), value(0));
    this.host.ask({ _tag: "Purge", id });
  }

  private fireEarly(): void {
    const { tables, nowMs } = this.host;
    for (const { item, value: timer } of tables.scan("timer", "")) {
      if (timer.dueMs <= nowMs) continue;
      const { changes, actions } = this.host.happen({ _tag: "TimerFired", item });
      if (changes.length + actions.length > 0) throw new Error(`${timer._tag} fired early`);
    }
  }

  private tickOf(timeMs: number): number {
    return (timeMs - this.beganMs) / TICK_MS;
  }

  private attemptOf(t: string): Attempt {
    const attempt = this.attempts.get(t);
    if (attempt === undefined) throw new Error(`${t} is no sleeper`);
    return attempt;
  }
}

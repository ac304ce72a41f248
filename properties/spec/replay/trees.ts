import {
  type Command,
  failed,
  formatInvocationId,
  type InvocationId,
  MessageType,
  notificationKey,
} from "@holdfast/core";
import { setOf } from "@holdfast/spec";
import { invocationOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import { Names } from "./names.ts";
import type { Picks, Replayer } from "./replay.ts";

const AWAITS: Readonly<Record<string, readonly string[]>> = { r: ["a"], a: ["d"] };
const CANCEL = { _tag: "Signal", index: 1 } as const;

/**
 * The module trees on core. Callees that start at once are handlers of a service; one that has to
 * wait is a handler of an object whose key is taken, or a delayed call (S-OUTCOME-1).
 */
export class TreesReplayer implements Replayer {
  private readonly host = new Host();
  private readonly names = new Names();
  private readonly attempts = new Map<string, Attempt>();
  /** What holds the key that a waiting callee waits for. */
  private readonly blockers = new Map<string, Attempt>();
  private readonly called: Record<string, readonly string[]> = { r: [], a: [] };
  private completions = 0;
  /** Completion id of each awaited call, by the callee's name. */
  private readonly results = new Map<string, number>();

  constructor() {
    this.names.add("r", this.host.send({ service: "Worker", key: null, handler: "work" }));
    this.beginOwed();
  }

  take(action: string, picks: Picks): void {
    if (action === "call") {
      this.call(picks.text("p"), picks.text("c"), picks.flag("waits"));
    } else {
      this.act(action, picks.text("i"));
    }
    this.beginOwed();
  }

  state(): Readonly<Record<string, unknown>> {
    const callers = ["r", "a"];
    return {
      status: Object.fromEntries(this.names.entries().map(([i, id]) => [i, this.statusOf(id)])),
      signalled: setOf(...this.names.entries().flatMap(([i, id]) => (this.isAsked(id) ? [i] : []))),
      called: Object.fromEntries(callers.map((p) => [p, setOf(...(this.called[p] ?? []))])),
      told: Object.fromEntries(callers.map((p) => [p, this.toldTo(p)])),
    };
  }

  private act(action: string, i: string): void {
    const id = this.names.id(i);
    switch (action) {
      case "start":
        return this.start(i);
      case "end":
        this.host.end(this.attempt(i), value(1));
        return;
      case "cancel":
      case "kill":
        this.host.ask({ _tag: action === "kill" ? "Kill" : "Cancel", id });
        return;
      case "obey":
        this.obey(i);
        return;
      default:
        throw new Error(`the module trees has no step ${action}`);
    }
  }

  private call(p: string, c: string, waits: boolean): void {
    const isAwaited = AWAITS[p]?.includes(c) ?? false;
    const isInboxed = waits && isAwaited;
    if (isInboxed) {
      const blocker = this.host.send({ service: "Counter", key: c, handler: "add" });
      this.blockers.set(c, this.host.begin(blocker));
    }
    const before = new Set(this.host.invocations());
    this.host.say(this.attempt(p), this.commandFor(c, isAwaited, waits));
    const made = this.host.invocations().find((id) => !before.has(id));
    if (made === undefined) throw new Error(`${p} called ${c}, and nothing came of it`);
    this.names.add(c, made);
    this.called[p] = [...(this.called[p] ?? []), c];
  }

  private commandFor(c: string, isAwaited: boolean, waits: boolean): Command {
    const isObject = isAwaited && waits;
    const shared = {
      serviceName: isObject ? "Counter" : "Worker",
      handlerName: isObject ? "add" : "work",
      parameter: new Uint8Array(),
      headers: [],
      key: isObject ? c : "",
      idempotencyKey: null,
      scope: null,
      limitKey: null,
      invocationIdCompletionId: ++this.completions,
      name: "",
    };
    if (!isAwaited) {
      const invokeTimeMs = waits ? this.host.nowMs + 1_000 : 0;
      return { _tag: "OneWayCallCommand", ...shared, invokeTimeMs };
    }
    const resultCompletionId = ++this.completions;
    this.results.set(c, resultCompletionId);
    return { _tag: "CallCommand", ...shared, resultCompletionId };
  }

  /** The key that it waits for becomes free, or its time comes. */
  private start(i: string): void {
    const blocker = this.blockers.get(i);
    if (blocker !== undefined) {
      this.host.end(blocker, value(0));
      return;
    }
    const id = this.names.id(i);
    const later = this.host.nowMs + 1_000;
    this.host.fire((timer) => timer._tag === "Start" && timer.id === id, later);
  }

  /** What an SDK does with a cancellation: it passes it on to what it awaits, and fails. */
  private obey(i: string): void {
    const attempt = this.attempt(i);
    for (const c of this.called[i] ?? []) {
      if (!AWAITS[i]?.includes(c)) continue;
      this.host.say(attempt, {
        _tag: "SendSignalCommand",
        targetInvocationId: formatInvocationId(this.names.id(c)),
        signal: CANCEL,
        result: { _tag: "Void" },
        name: "",
      });
    }
    const cancelled = failed(409, "Cancelled");
    if (cancelled._tag === "Failure") this.host.end(attempt, cancelled);
  }

  private statusOf(id: InvocationId): unknown {
    const invocation = invocationOf(this.host.tables, id);
    switch (invocation?.status) {
      case "Inboxed":
      case "Scheduled":
        return "Waiting";
      case "Invoked":
        return "Started";
      case "Completed": {
        const { outcome } = invocation;
        if (outcome?._tag !== "Failure") return { tag: "Ended", value: "Done" };
        const isKilled = outcome.failure.message === "killed";
        const attempt = this.attempts.get(this.names.name(id));
        if (isKilled && attempt !== undefined && !this.host.isCutOff(attempt)) {
          throw new Error(`${id} was killed, and its attempt goes on`);
        }
        return { tag: "Ended", value: isKilled ? "Killed" : "Cancelled" };
      }
      default:
        throw new Error(`the module has no status for ${invocation?.status}`);
    }
  }

  private isAsked(id: InvocationId): boolean {
    return this.host.tables.get("notification", id, notificationKey(CANCEL)) !== undefined;
  }

  /** Of which awaited callees the caller's journal holds the outcome. */
  private toldTo(p: string): readonly string[] {
    if (!this.names.has(p)) return [];
    const journal = invocationOf(this.host.tables, this.names.id(p))?.journal ?? [];
    const told = journal.flatMap((message) => {
      if (message._tag !== "Notification" || message.type !== MessageType.CallNotification)
        return [];
      const { id } = message;
      const found = [...this.results].find(
        ([, completionId]) => id._tag === "Completion" && id.completionId === completionId,
      );
      return found === undefined ? [] : [found[0]];
    });
    return setOf(...told);
  }

  private beginOwed(): void {
    for (const [i, id] of this.names.entries()) {
      if (this.host.owes(id)) this.attempts.set(i, this.host.begin(id));
    }
  }

  private attempt(i: string): Attempt {
    const attempt = this.attempts.get(i);
    if (attempt === undefined) throw new Error(`${i} has not started`);
    return attempt;
  }
}

import { type InvocationId, type NotificationKey, notificationKey } from "@holdfast/core";
import { setOf } from "@holdfast/spec";
import { invocationOf, promisesOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import { Names } from "./names.ts";
import type { Picks, Replayer } from "./replay.ts";

const NAMES = ["p", "q"];

/**
 * The module wakeup on core: shared handlers of a workflow wait for its promises, and a third one
 * completes them (L-WAKE-1, S-PROMISE-1).
 */
export class WakeupReplayer implements Replayer {
  private readonly host = new Host();
  private readonly names = new Names();
  private readonly resolver: Attempt;
  private readonly attempts = new Map<string, Attempt>();
  private readonly seen: Record<string, number> = { i: 0, j: 0 };
  private readonly open = new Set<string>();
  private readonly refused = new Set<string>();
  private completions = 0;

  constructor() {
    const target = { service: "Order", key: "o", handler: "wait" };
    for (const i of ["i", "j"]) this.names.add(i, this.host.send(target));
    this.resolver = this.host.begin(this.host.send(target));
  }

  take(action: string, picks: Picks): void {
    if (action === "complete") {
      this.complete(picks.text("name"), picks.number("value"));
      return;
    }
    const i = picks.text("i");
    const id = this.names.id(i);
    switch (action) {
      case "begin": {
        const attempt = this.host.begin(id);
        this.attempts.set(i, attempt);
        this.open.add(i);
        this.seen[i] = this.storedFor(id, attempt.entries).length;
        return;
      }
      case "ask":
        this.ask(i, picks.text("name"));
        return;
      case "tell":
        this.tell(i);
        return;
      case "halfClose":
        this.open.delete(i);
        return;
      case "suspend": {
        const waitingFor = this.asked(id).map((name) => keyOf(name));
        this.host.happen({ _tag: "AttemptSuspended", ...this.attempt(i), waitingFor });
        return;
      }
      case "end": {
        this.open.delete(i);
        const [first] = this.storedFor(id);
        this.host.end(this.attempt(i), value(this.valueOf(first ?? "")));
        return;
      }
      case "crash":
        this.open.delete(i);
        this.seen[i] = 0;
        this.host.fail(this.attempt(i));
        return;
      default:
        throw new Error(`the module wakeup has no step ${action}`);
    }
  }

  state(): Readonly<Record<string, unknown>> {
    const of = <T>(valueOf: (id: InvocationId, i: string) => T): Record<string, T> =>
      Object.fromEntries(this.names.entries().map(([i, id]) => [i, valueOf(id, i)]));
    return {
      promises: Object.fromEntries(NAMES.map((name) => [name, this.promise(name)])),
      status: of((id) => this.statusOf(id)),
      asked: of((id) => setOf(...this.asked(id))),
      stored: of((id) => this.storedFor(id)),
      seen: { ...this.seen },
      open: setOf(...this.open),
      refused: setOf(...this.refused),
    };
  }

  private ask(i: string, name: string): void {
    const resultCompletionId = NAMES.indexOf(name) + 1;
    this.host.say(this.attempt(i), {
      _tag: "GetPromiseCommand",
      key: name,
      resultCompletionId,
      name: "",
    });
  }

  private complete(name: string, byte: number): void {
    const resultCompletionId = ++this.completions;
    this.host.say(this.resolver, {
      _tag: "CompletePromiseCommand",
      key: name,
      completion: { _tag: "Value", value: Uint8Array.of(byte) },
      resultCompletionId,
      name: "",
    });
    const answer = invocationOf(this.host.tables, this.resolver.id)?.journal.at(-1);
    if (answer?._tag !== "Notification") throw new Error("a completion was not answered");
    if (answer.result._tag === "Failure") this.refused.add(name);
  }

  private tell(i: string): void {
    const index = this.host.hear(this.attempt(i));
    if (index === null) throw new Error(`core told ${i} nothing`);
    const told = this.host.entry(this.names.id(i), index);
    const expected = this.storedFor(this.names.id(i))[this.seen[i] ?? 0];
    if (told._tag !== "Notification" || nameOf(notificationKey(told.id)) !== expected) {
      throw new Error(`core told ${i} of entry ${index}, not of ${expected}`);
    }
    this.seen[i] = (this.seen[i] ?? 0) + 1;
  }

  private statusOf(id: InvocationId): unknown {
    const invocation = invocationOf(this.host.tables, id);
    switch (invocation?.status) {
      case "Invoked":
        return this.host.owes(id) ? "Owed" : "Invoked";
      case "Suspended":
        return { tag: "Suspended", value: setOf(...invocation.waitingFor.map(nameOf)) };
      case "Completed":
        if (invocation.outcome?._tag !== "Success") break;
        return { tag: "Ended", value: invocation.outcome.value[0] ?? -1 };
      default:
    }
    throw new Error(`the module has no status for ${invocation?.status}`);
  }

  private promise(name: string): unknown {
    const promise = promisesOf(this.host.tables, this.host.objectKey(this.resolver.id))[name];
    if (promise === undefined) return { tag: "Pending", value: [] };
    if (promise.tag === "Pending") {
      return {
        tag: "Pending",
        value: setOf(...promise.listeners.map((id) => this.names.name(id))),
      };
    }
    return { tag: "Completed", value: this.valueOf(name) };
  }

  private valueOf(name: string): number {
    const promise = promisesOf(this.host.tables, this.host.objectKey(this.resolver.id))[name];
    if (promise?.tag !== "Completed" || promise.outcome._tag !== "Success") return -1;
    return promise.outcome.value[0] ?? -1;
  }

  private asked(id: InvocationId): string[] {
    return (invocationOf(this.host.tables, id)?.journal ?? []).flatMap((message) =>
      message._tag === "GetPromiseCommand" ? [message.key] : [],
    );
  }

  /** The notifications of an invocation among its first journal entries, in order. */
  private storedFor(id: InvocationId, entries = Number.POSITIVE_INFINITY): string[] {
    const journal = invocationOf(this.host.tables, id)?.journal ?? [];
    return journal
      .slice(0, entries - 1)
      .flatMap((message) =>
        message._tag === "Notification" ? [nameOf(notificationKey(message.id))] : [],
      );
  }

  private attempt(i: string): Attempt {
    const attempt = this.attempts.get(i);
    if (attempt === undefined) throw new Error(`${i} has no attempt`);
    return attempt;
  }
}

function keyOf(name: string): NotificationKey {
  return notificationKey({ _tag: "Completion", completionId: NAMES.indexOf(name) + 1 });
}

function nameOf(key: NotificationKey): string {
  const name = NAMES.find((each) => keyOf(each) === key);
  if (name === undefined) throw new Error(`nobody asked for ${key}`);
  return name;
}

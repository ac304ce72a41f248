import { setOf } from "@holdfast/spec";
import { invocationOf, locksOf } from "../abstraction.ts";
import { type Attempt, Host, value } from "./host.ts";
import { Names } from "./names.ts";
import type { Picks, Replayer } from "./replay.ts";

/**
 * The module lock on core: an object whose keys are `a` and `b` (S-LOCK-1, S-LOCK-2, L-LOCK-1).
 */
export class LockReplayer implements Replayer {
  private readonly host = new Host();
  private readonly names = new Names();
  private readonly attempts = new Map<string, Attempt>();
  private readonly arrived: Record<string, string[]> = { a: [], b: [] };
  private readonly began: Record<string, string[]> = { a: [], b: [] };
  private steps = 0;

  take(action: string, picks: Picks): void {
    const i = picks.text("i");
    this.steps++;
    switch (action) {
      case "accept":
        this.accept(i, "add");
        break;
      case "acceptShared":
        this.accept(i, "get");
        break;
      // Two ways each, of which core must make the same.
      case "end":
      case "endShared":
        if (this.steps % 2 === 0) this.host.end(this.attemptOf(i), value(1));
        else this.host.ask({ _tag: "Kill", id: this.names.id(i) });
        break;
      case "drop":
        this.host.ask({ _tag: this.steps % 2 === 0 ? "Cancel" : "Kill", id: this.names.id(i) });
        break;
      default:
        throw new Error(`the module lock has no step ${action}`);
    }
    this.beginOwed();
  }

  state(): Readonly<Record<string, unknown>> {
    const keys = new Map(
      this.names.entries().map(([i, id]) => [this.host.objectKey(id), keyOf(i)] as const),
    );
    const locks = Object.entries(locksOf(this.host.tables, keys.keys())).map(([key, lock]) => [
      [...keys].find(([each]) => each === key)?.[1],
      { holder: this.names.name(lock.holder), queue: lock.queue.map((id) => this.names.name(id)) },
    ]);
    const ended = this.names
      .entries()
      .filter(([, id]) => invocationOf(this.host.tables, id)?.status === "Completed");
    return {
      locks: Object.fromEntries(locks),
      accepted: setOf(...this.names.entries().map(([name]) => name)),
      ended: setOf(...ended.map(([name]) => name)),
      arrived: this.arrived,
      began: this.began,
    };
  }

  private accept(i: string, handler: string): void {
    this.names.add(i, this.host.send({ service: "Counter", key: keyOf(i), handler }));
    if (handler === "add") this.arrived[keyOf(i)]?.push(i);
  }

  /** Whoever is owed an attempt has started. */
  private beginOwed(): void {
    for (const [i, id] of this.names.entries()) {
      if (!this.host.owes(id)) continue;
      this.attempts.set(i, this.host.begin(id));
      if (!i.startsWith("s")) this.began[keyOf(i)]?.push(i);
    }
  }

  private attemptOf(i: string): Attempt {
    const attempt = this.attempts.get(i);
    if (attempt === undefined) throw new Error(`${i} has not started`);
    return attempt;
  }
}

/** The key of an invocation of the module: the letter of its name; the shared one is on `a`. */
function keyOf(i: string): string {
  return i.startsWith("b") ? "b" : "a";
}

import {
  type Change,
  decodeMessage,
  decodeUtf8,
  type Invocation,
  journalItem,
  MessageType,
  objectKeyOf,
} from "@holdfast/core";
import { linearize, type TimedOperation } from "../linearizability/linearize.ts";
import { effectsOf } from "../linearizability/object-programs.ts";
import { broken, type Checker, type NodeView } from "./checker.ts";

interface Seen {
  readonly name: string;
  readonly begin: number;
  readonly target: Extract<Invocation["target"], { _tag: "Object" }>;
  readonly input: unknown;
}

/**
 * What handlers of one object key saw and left of its state is as if each had run alone, at one
 * moment between its acceptance and its end. The shared ones that are played read one key.
 */
export class OneAtATimeChecker implements Checker {
  readonly claim = "S-STATE-2";
  private readonly open = new Map<string, Seen>();
  /** By object key: everything that has ended. */
  private readonly ended = new Map<string, TimedOperation[]>();
  private moments = 0;

  durable({ index, durable }: NodeView, changes: readonly Change[]): void {
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      const name = `${index} ${change.group}`;
      const seen = this.open.get(name);
      const invocation = change.value;
      if (invocation === null) this.end(name, seen, null);
      else if (invocation.status._tag === "Completed") this.end(name, seen, invocation);
      else if (seen === undefined) this.begin(name, invocation, durable);
    }
  }

  atRest(): void {
    for (const [key, operations] of this.ended) {
      const verdict = linearize(operations, "{}");
      if (verdict._tag !== "Impossible") continue;
      const order = verdict.reached.slice(-4).join(", ");
      broken(
        this.claim,
        `no order explains what was seen of ${key}: after ${order || "nothing"} fits none of ` +
          verdict.next.join(", "),
      );
    }
  }

  private begin(name: string, { id, target }: Invocation, durable: NodeView["durable"]): void {
    if (target._tag !== "Object") return;
    const entry = durable.get("journal", id, journalItem(0));
    if (entry === undefined || entry.type !== MessageType.InputCommand) return;
    const message = decodeMessage(entry.type, entry.payload);
    if (message._tag !== "InputCommand") return;
    // What liars pass to the others may be no JSON at all; a program never comes from them.
    const input: unknown = target.service === "Box" ? JSON.parse(decodeUtf8(message.value)) : null;
    this.open.set(name, { name: id, begin: this.moments++, target, input });
  }

  private end(name: string, seen: Seen | undefined, ended: Invocation | null): void {
    if (seen === undefined) return;
    this.open.delete(name);
    const after = effectsOf(seen.target, seen.input, ended?.status ?? null);
    if (after === null) return;
    const key = objectKeyOf(seen.name as Invocation["id"], seen.target) ?? "";
    const operations = this.ended.get(key) ?? [];
    this.ended.set(key, operations);
    const { handler } = seen.target;
    operations.push({
      name: `${handler} of ${seen.name.slice(-6)}`,
      begin: seen.begin,
      end: this.moments++,
      after,
    });
  }
}

import {
  type Change,
  decodeUtf8,
  encodeUtf8,
  type Invocation,
  keyPartition,
  objectKey,
  stateItem,
} from "@holdfast/core";
import { simulatedHashes } from "../hashes.ts";
import { Lives } from "./lives.ts";
import { broken, type Checker, type NodeView, type RestView } from "./checker.ts";

const COUNTER = "Counter";
const STATE = stateItem(encodeUtf8("n"));

/** A counter counts each call of its handler exactly once, and gives each another number. */
export class ObjectStateChecker implements Checker {
  readonly claim = "S-STATE-1";
  /** By object key: the numbers that successful calls gave, by call. */
  private readonly successes = new Map<string, Map<string, number>>();
  private readonly open = new Map<string, Invocation>();
  private readonly lives = new Lives();
  /** Calls that ended otherwise, which may or may not have counted. */
  private readonly failures = new Map<string, Set<string>>();

  durable(_: NodeView, changes: readonly Change[]): void {
    for (const change of changes) {
      this.lives.see(change);
      if (change.table !== "invocation") continue;
      const known = change.value ?? this.open.get(change.group);
      if (known?.target._tag !== "Object" || known.target.handler !== "add") continue;
      this.open.delete(change.group);
      // What is not retained is gone without a word of how it ended.
      if (change.value === null)
        this.failed(known.target.key, `${known.id} ${this.lives.of(known.id)}`);
      else if (known.status._tag === "Completed") this.completed(known.target.key, known);
      else this.open.set(change.group, known);
    }
  }

  atRest({ nodes }: RestView): void {
    for (const [key, numbers] of this.successes) {
      const value = counterValue(nodes, key);
      const most = numbers.size + (this.failures.get(key)?.size ?? 0);
      if (value < numbers.size || value > most) {
        broken(this.claim, `${COUNTER}/${key} is ${value} after ${numbers.size} to ${most} calls`);
      }
    }
  }

  private failed(key: string, name: string): void {
    this.failures.set(key, (this.failures.get(key) ?? new Set()).add(name));
  }

  private completed(key: string, { id, status }: Invocation): void {
    if (status._tag !== "Completed") return;
    const name = `${id} ${this.lives.of(id)}`;
    if (status.outcome._tag === "Failure") {
      return this.failed(key, name);
    }
    const { value } = JSON.parse(decodeUtf8(status.outcome.value)) as { readonly value: number };
    const numbers = this.successes.get(key) ?? new Map<string, number>();
    this.successes.set(key, numbers);
    for (const [other, taken] of numbers) {
      if (other === name || taken !== value) continue;
      broken(this.claim, `${other} and ${name} both made ${COUNTER}/${key} ${value}`);
    }
    numbers.set(name, value);
  }
}

function counterValue(nodes: readonly NodeView[], key: string): number {
  const group = objectKey(keyPartition(simulatedHashes, key), COUNTER, key);
  for (const { durable } of nodes) {
    const found = durable.get("state", group, STATE);
    if (found !== undefined) return Number(decodeUtf8(found));
  }
  return 0;
}

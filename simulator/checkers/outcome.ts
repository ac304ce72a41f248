import {
  type Change,
  type Event,
  type InvocationId,
  type Outcome,
  type Reply,
  type Transition,
  decodeUtf8,
} from "@holdfast/core";
import { ByNode } from "./by-node.ts";
import { type Asked, broken, type Checker, type NodeView } from "./checker.ts";

/** An outcome, once set, never changes while it is retained; nor does what clients are told. */
export class OutcomeChecker implements Checker {
  readonly claim = "S-OUTCOME-1";
  private readonly stored = new ByNode(() => new Map<string, string>());
  private readonly told = new Map<InvocationId, string>();
  /** Invocations that were forgotten: another one may have the same id now. */
  private readonly forgotten = new Set<string>();

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    const forgotten = new Set<string>();
    for (const { table, group, value } of changes) {
      if (table !== "invocation" || forgotten.has(group)) continue;
      if (value === null) forgotten.add(group);
      else if (value.status._tag !== "Completed") {
        const before = ahead.get("invocation", group, "")?.status._tag;
        if (before !== "Completed") continue;
        broken(this.claim, `${group} had ended and is ${value.status._tag} by ${event._tag}`);
      }
    }
  }

  durable(node: NodeView, changes: readonly Change[]): void {
    const stored = this.stored.of(node);
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      const { group } = change;
      if (change.value === null) {
        stored.delete(group);
        this.forgotten.add(change.group);
        continue;
      }
      const before = stored.get(group);
      const { status } = change.value;
      const after = status._tag === "Completed" ? textOf(status.outcome) : null;
      if (before !== undefined && before !== after) {
        broken(this.claim, `${change.group} had the outcome ${before} and now has ${after}`);
      }
      if (after !== null) stored.set(group, after);
    }
  }

  answered({ operation }: Asked, reply: Reply): void {
    if (reply._tag !== "Completed" || operation?.kind === "Send") return;
    const { id, outcome } = reply;
    const text = textOf(outcome);
    // To be refused a second run of a workflow is no word on the first.
    if (text.includes("already invoked")) return;
    const before = this.told.get(id);
    if (before === undefined) this.told.set(id, text);
    else if (before !== text && !this.forgotten.has(id)) {
      broken(this.claim, `one client of ${id} was told ${before}, another ${text}`);
    }
  }
}

function textOf(outcome: Outcome): string {
  return outcome._tag === "Success"
    ? decodeUtf8(outcome.value)
    : `failure ${outcome.failure.code} ${outcome.failure.message}`;
}

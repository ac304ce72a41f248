import {
  type Change,
  decodeMessage,
  type Event,
  type JournalEntry,
  MessageType,
  type Transition,
} from "@holdfast/core";
import { ByNode } from "./by-node.ts";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** Nothing that was not asked for is told: no answer is meant for an earlier life of an id. */
export class AskedForChecker implements Checker {
  readonly claim = "S-FENCE-1";
  /** By invocation: the completions that its commands asked for. */
  private readonly asked = new ByNode(() => new Map<string, Set<number>>());

  restarted(node: NodeView): void {
    this.asked.of(node).clear();
    for (const row of node.durable.rowsOf("journal")) this.see(node, row);
  }

  transition(node: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table === "journal") this.see(node, change);
      else if (change.table === "invocation" && change.value === null) {
        this.asked.of(node).delete(change.group);
      }
    }
  }

  private see(node: NodeView, { group, value }: Extract<Change, { table: "journal" }>): void {
    if (value === null) return;
    const known = this.asked.of(node);
    if (value._tag === "Command") {
      const ids = completionsOf(value);
      if (ids.length === 0) return;
      const asked = known.get(group) ?? new Set();
      known.set(group, asked);
      for (const id of ids) asked.add(id);
    } else if (value.id._tag === "Completion") {
      const { completionId } = value.id;
      if (known.get(group)?.has(completionId) === true) return;
      broken(
        this.claim,
        `${group} is told of completion ${completionId}, which it did not ask for`,
      );
    }
  }
}

/** The completions that a command asks for. */
export function completionsOf(
  entry: Extract<JournalEntry, { _tag: "Command" }>,
): readonly number[] {
  const { type, payload, completionId } = entry;
  const asked = completionId === null ? [] : [completionId];
  if (type !== MessageType.CallCommand && type !== MessageType.OneWayCallCommand) return asked;
  const call = decodeMessage(type, payload);
  return "invocationIdCompletionId" in call ? [...asked, call.invocationIdCompletionId] : asked;
}

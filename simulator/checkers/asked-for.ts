import {
  type Change,
  decodeMessage,
  type Event,
  type JournalEntry,
  MessageType,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** Nothing that was not asked for is told: no answer is meant for an earlier life of an id. */
export class AskedForChecker implements Checker {
  readonly claim = "S-FENCE-1";
  /** By node and invocation: the completions that its commands asked for. */
  private readonly asked = new Map<string, Set<number>>();

  restarted({ index, durable }: NodeView): void {
    for (const name of [...this.asked.keys()]) {
      if (name.startsWith(`${index} `)) this.asked.delete(name);
    }
    for (const row of durable.rows()) if (row.table === "journal") this.see(index, row);
  }

  transition({ index }: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table === "journal") this.see(index, change);
      else if (change.table === "invocation" && change.value === null) {
        this.asked.delete(`${index} ${change.group}`);
      }
    }
  }

  private see(index: number, { group, value }: Extract<Change, { table: "journal" }>): void {
    if (value === null) return;
    const name = `${index} ${group}`;
    if (value._tag === "Command") {
      const asked = this.asked.get(name) ?? new Set();
      this.asked.set(name, asked);
      for (const id of completionsOf(value)) asked.add(id);
    } else if (value.id._tag === "Completion") {
      const { completionId } = value.id;
      if (this.asked.get(name)?.has(completionId) === true) return;
      broken(
        this.claim,
        `${group} is told of completion ${completionId}, which it did not ask for`,
      );
    }
  }
}

function completionsOf(entry: Extract<JournalEntry, { _tag: "Command" }>): readonly number[] {
  const { type, payload, completionId } = entry;
  const asked = completionId === null ? [] : [completionId];
  if (type !== MessageType.CallCommand && type !== MessageType.OneWayCallCommand) return asked;
  const call = decodeMessage(type, payload);
  return "invocationIdCompletionId" in call ? [...asked, call.invocationIdCompletionId] : asked;
}

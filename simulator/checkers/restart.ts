import {
  chanceOf,
  type Change,
  type Event,
  type JournalEntry,
  journalItem,
  partitionKeyOf,
  type Transition,
} from "@holdfast/core";
import { completionsOf } from "./asked-for.ts";
import { broken, type Checker, type NodeView } from "./checker.ts";
import { equalBytes } from "./gate.ts";

/**
 * What an operator restarts goes on from the entries that it was to go on from, each as it was; the
 * one that had ended is left as it is.
 */
export class RestartChecker implements Checker {
  readonly claim = "S-RESTART-1";

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    if (event._tag !== "Requested" || event.body._tag !== "RestartAsNew") return;
    const { id, from } = event.body;
    if (changes.some(({ group }) => group === id)) broken(this.claim, `${id} is not left alone`);
    for (const change of changes) {
      if (change.table !== "invocation" || change.value?.source._tag !== "Restart") continue;
      const { id: made, journalLength, source } = change.value;
      const ended = ahead.get("invocation", id, "");
      const chance = from === 0 || ended === undefined ? made : chanceOf(ended);
      if (source.chance !== chance) broken(this.claim, `${made} does not draw what ${id} drew`);
      if (source.id !== id || partitionKeyOf(made) !== partitionKeyOf(id)) {
        broken(this.claim, `${made} is made of ${source.id}, and ${id} was to be restarted`);
      }
      if (journalLength <= from) broken(this.claim, `${made} begins before entry ${from}`);
      const entries = ahead.scan("journal", id).map(({ value }) => value);
      for (let index = 0; index < journalLength; index++) {
        const copied = copiedTo(changes, made, index);
        const isThere =
          index <= from
            ? isSame(entries[index], copied)
            : entries.slice(from + 1).some((entry) => isAnswer(entry) && isSame(entry, copied));
        if (!isThere) broken(this.claim, `entry ${index} of ${made} is not one of ${id}`);
      }
      this.lacksNoAnswer(changes, made, journalLength);
    }
  }

  /** All that it begins with is answered: no answer would find its way to it. */
  private lacksNoAnswer(changes: readonly Change[], made: string, length: number): void {
    const asked = new Set<number>();
    for (let index = 0; index < length; index++) {
      const entry = copiedTo(changes, made, index);
      if (entry?._tag === "Command") for (const each of completionsOf(entry)) asked.add(each);
    }
    for (let index = 0; index < length; index++) {
      const entry = copiedTo(changes, made, index);
      if (entry?._tag !== "Notification" || entry.id._tag !== "Completion") continue;
      asked.delete(entry.id.completionId);
    }
    for (const each of asked) broken(this.claim, `${made} begins without completion ${each}`);
  }
}

function copiedTo(
  changes: readonly Change[],
  id: string,
  index: number,
): JournalEntry | null | undefined {
  const found = changes.find(
    ({ table, group, item }) => table === "journal" && group === id && item === journalItem(index),
  );
  return found?.table === "journal" ? found.value : undefined;
}

/** After the last entry that is wanted come answers alone, and no signals. */
function isAnswer(entry: JournalEntry): boolean {
  return entry._tag === "Notification" && entry.id._tag === "Completion";
}

function isSame(a: JournalEntry | undefined, b: JournalEntry | null | undefined): boolean {
  if (a === undefined || b === undefined || b === null) return false;
  return a.type === b.type && equalBytes(a.payload, b.payload);
}

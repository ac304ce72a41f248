import { type Change, type Event, journalItem, type Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** A journal only grows at its end, keeps what it holds, and holds each notification once. */
export class JournalPrefixChecker implements Checker {
  readonly claim = "S-JOURNAL-1";

  transition({ ahead }: NodeView, _: Event, { changes }: Transition): void {
    const lengths = new Map<string, number>();
    for (const change of changes) {
      if (change.table === "journal") this.entry(change, changes, lengths, ahead);
      else if (change.table === "notification" && change.value !== null) {
        if (ahead.get("notification", change.group, change.item) === undefined) continue;
        broken("S-JOURNAL-2", `${change.item} is stored twice for ${change.group}`);
      }
    }
  }

  private entry(
    { group, item, value }: Extract<Change, { table: "journal" }>,
    changes: readonly Change[],
    lengths: Map<string, number>,
    ahead: NodeView["ahead"],
  ): void {
    const before = ahead.get("invocation", group, "");
    if (value === null) {
      const after = changes.find((each) => each.table === "invocation" && each.group === group);
      const status = after === undefined ? before?.status : invocationOf(after)?.status;
      if (status === undefined || status._tag === "Completed") return;
      broken(this.claim, `entry ${item} of ${group} is dropped while it is ${status._tag}`);
    }
    const length = lengths.get(group) ?? before?.journalLength ?? 0;
    if (item !== journalItem(length)) {
      broken(this.claim, `entry ${item} of ${group} is stored where its journal has ${length}`);
    }
    if (ahead.get("journal", group, item) !== undefined) {
      broken(this.claim, `entry ${item} of ${group} is overwritten`);
    }
    lengths.set(group, length + 1);
  }
}

function invocationOf(change: Change) {
  return change.table === "invocation" ? change.value : null;
}

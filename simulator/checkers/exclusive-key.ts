import {
  type Event,
  type Invocation,
  isStarted,
  objectKeyOf,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** At most one exclusive invocation of an object key is started, and it holds the lock. */
export class ExclusiveKeyChecker implements Checker {
  readonly claim = "S-LOCK-1";

  transition({ ahead }: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation" || change.value === null) continue;
      const key = exclusiveKey(change.value);
      if (key === null || !isStarted(change.value.status)) continue;
      const lockChange = changes.find(({ table, group }) => table === "lock" && group === key);
      const lock =
        lockChange?.table === "lock" ? lockChange.value : (ahead.get("lock", key, "") ?? null);
      if (lock?.holder === change.group) continue;
      broken(this.claim, `${change.group} is started while ${key} is held by ${lock?.holder}`);
    }
    for (const change of changes) {
      if (change.table !== "lock") continue;
      const before = ahead.get("lock", change.group, "");
      if (before === undefined) continue;
      if (before.holder === change.value?.holder) {
        if (before.nextSequence !== change.value.nextSequence) continue;
        broken(
          "L-LOCK-1",
          `the holder of ${change.group} gives it to itself, or does not count who waits`,
        );
      }
      const holder = changes.find(
        ({ table, group }) => table === "invocation" && group === before.holder,
      );
      const after =
        holder?.table === "invocation" ? holder.value : ahead.get("invocation", before.holder, "");
      if (after === null || after === undefined || !isStarted(after.status)) continue;
      broken(this.claim, `${change.group} is taken from ${before.holder}, which has not ended`);
    }
  }
}

function exclusiveKey({ id, target }: Invocation): string | null {
  if (target._tag !== "Object" || target.access === "Shared") return null;
  return objectKeyOf(id, target);
}

import {
  type Change,
  type DurablePromise,
  type Event,
  isStarted,
  notificationKey,
  objectKeyOf,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

type PromiseChange = Extract<Change, { table: "promise" }>;

/**
 * A durable promise is completed once, goes only with its workflow's run, and tells all who wait
 * for it in the step that completes it.
 */
export class PromiseChecker implements Checker {
  readonly claim = "S-PROMISE-1";

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "promise") continue;
      const before = ahead.get("promise", change.group, change.item);
      const name = `promise ${change.item} of ${change.group}`;
      if (change.value === null) {
        if (endsRun(ahead, changes, change.group)) continue;
        broken(this.claim, `${name} is dropped while its workflow is remembered`);
      }
      if (before?._tag === "Completed") {
        broken(this.claim, `${name} was completed, and is now ${change.value._tag} anew`);
      }
      if (change.value._tag === "Completed") this.told(ahead, changes, before, name);
      else if (event._tag !== "CommandProposed" || event.command._tag !== "GetPromiseCommand") {
        broken(this.claim, `${name} is waited for by ${event._tag}`);
      }
    }
    if (event._tag === "CommandProposed" && event.command._tag === "CompletePromiseCommand") {
      this.completed(ahead, event, changes);
    }
  }

  /** Whoever completes it is told whether it was the first. */
  private completed(
    ahead: NodeView["ahead"],
    event: Extract<Event, { _tag: "CommandProposed" }>,
    changes: readonly Change[],
  ): void {
    const { command, id } = event;
    const invocation = ahead.get("invocation", id, "");
    const stored = changes.some(({ table, group }) => table === "journal" && group === id);
    if (command._tag !== "CompletePromiseCommand" || invocation === undefined || !stored) return;
    const group = objectKeyOf(id, invocation.target) ?? "";
    const before = ahead.get("promise", group, command.key);
    const puts = changes.some(
      (change) => isPromise(change, group, command.key) && change.value?._tag === "Completed",
    );
    if ((before?._tag === "Completed") !== puts) return;
    broken(
      this.claim,
      `promise ${command.key} of ${group} is ${puts ? "" : "not "}completed by ${id}`,
    );
  }

  private told(
    ahead: NodeView["ahead"],
    changes: readonly Change[],
    before: DurablePromise | undefined,
    name: string,
  ): void {
    if (before?._tag !== "Pending") return;
    for (const { id, incarnation, completionId } of before.listeners) {
      const waits = ahead.get("invocation", id, "");
      // Nobody else is to be told: not what has ended, nor a later invocation of that id.
      if (waits === undefined || waits.incarnation !== incarnation) continue;
      if (!isStarted(waits.status)) continue;
      const key = notificationKey({ _tag: "Completion", completionId });
      const stored = changes.some(
        ({ table, group, item, value }) =>
          table === "notification" && group === id && item === key && value !== null,
      );
      if (stored || ahead.get("notification", id, key) !== undefined) continue;
      broken("L-WAKE-1", `${name} is completed, and ${id}, which waits for it, is not told`);
    }
  }
}

function isPromise(change: Change, group: string, item: string): change is PromiseChange {
  return change.table === "promise" && change.group === group && change.item === item;
}

/** Whether the run of this workflow key is forgotten in this step. */
function endsRun(ahead: NodeView["ahead"], changes: readonly Change[], workflow: string): boolean {
  return changes.some(({ table, group, value }) => {
    if (table !== "invocation" || value !== null) return false;
    const gone = ahead.get("invocation", group, "");
    if (gone?.target._tag !== "Workflow" || gone.target.access !== "Run") return false;
    return objectKeyOf(gone.id, gone.target) === workflow;
  });
}

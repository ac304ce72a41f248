import type { Change, Event, Invocation, Reply, Transition } from "@holdfast/core";
import { type Asked, broken, type Checker, type NodeView } from "./checker.ts";

/**
 * The run of a workflow key is accepted once while it is remembered: whoever asks for it again is
 * refused, and joins nothing.
 */
export class WorkflowOnceChecker implements Checker {
  readonly claim = "S-WORKFLOW-1";
  /** Runs that a client was told to have begun, and those that were forgotten since. */
  private readonly begun = new Set<string>();
  private readonly forgotten = new Set<string>();

  transition({ ahead }: NodeView, event: Event, { changes, actions }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation" || change.value === null || !isRun(change.value)) continue;
      const before = ahead.get("invocation", change.group, "");
      if (before === undefined || before.incarnation === change.value.incarnation) continue;
      broken(this.claim, `${change.group} is run again while it is ${before.status._tag}`);
    }
    if (event._tag !== "Requested" || event.body._tag !== "Call") return;
    for (const action of actions) {
      if (action._tag !== "Await") continue;
      const existing = ahead.get("invocation", action.id, "");
      if (existing === undefined || !isRun(existing)) continue;
      broken(this.claim, `a second caller of the run ${action.id} is let in to wait for it`);
    }
  }

  durable(_: NodeView, changes: readonly Change[]): void {
    for (const { table, group, value } of changes) {
      if (table === "invocation" && value === null) this.forgotten.add(group);
    }
  }

  answered({ operation }: Asked, reply: Reply): void {
    if (operation?.kind !== "Send" || operation.expectedId === null) return;
    if (operation.idempotencyKey !== null || reply._tag !== "Accepted") return;
    if (reply.status !== "Accepted") return;
    if (this.begun.has(reply.id) && !this.forgotten.has(reply.id)) {
      broken(this.claim, `two clients were told to have begun the run ${reply.id}`);
    }
    this.begun.add(reply.id);
  }
}

function isRun({ target }: Invocation): boolean {
  return target._tag === "Workflow" && target.access === "Run";
}

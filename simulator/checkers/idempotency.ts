import type { Event, Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** One id is one invocation for as long as it is remembered: repeats do not begin it again. */
export class IdempotencyChecker implements Checker {
  readonly claim = "S-IDEMPOTENT-1";

  transition({ ahead }: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation" || change.value === null) continue;
      const before = ahead.get("invocation", change.group, "");
      if (before === undefined || before.createdAtMs === change.value.createdAtMs) continue;
      const claim = change.value.target._tag === "Workflow" ? "S-WORKFLOW-1" : this.claim;
      broken(claim, `${change.group} is begun again while it is ${before.status._tag}`);
    }
  }
}

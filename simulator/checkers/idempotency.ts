import type { Event, Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** One id is one invocation for as long as it is remembered: repeats do not begin it again. */
export class IdempotencyChecker implements Checker {
  readonly claim = "S-IDEMPOTENT-1";

  transition({ ahead }: NodeView, _: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table !== "invocation" || change.value === null) continue;
      const before = ahead.get("invocation", change.group, "");
      if (before === undefined || before.incarnation === change.value.incarnation) continue;
      broken(this.claim, `${change.group} is begun again while it is ${before.status._tag}`);
    }
  }
}

import type { Event, Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** The deployment and protocol version of an invocation, once pinned, stay while it lives. */
export class PinChecker implements Checker {
  readonly claim = "S-PIN-1";

  transition({ ahead }: NodeView, _: Event, { changes }: Transition): void {
    const forgotten = new Set<string>();
    for (const change of changes) {
      if (change.table !== "invocation") continue;
      if (change.value === null) {
        forgotten.add(change.group);
        continue;
      }
      const before = ahead.get("invocation", change.group, "")?.pin ?? null;
      if (before === null || forgotten.has(change.group)) continue;
      const after = change.value.pin;
      const stays =
        after?.deploymentId === before.deploymentId &&
        after.protocolVersion === before.protocolVersion;
      if (stays) continue;
      broken(this.claim, `${change.group} was pinned to ${before.deploymentId}, and is no more`);
    }
  }
}

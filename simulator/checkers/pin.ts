import type { Event, Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/** The deployment and protocol version of an invocation, once pinned, stay until it is resumed elsewhere. */
export class PinChecker implements Checker {
  readonly claim = "S-PIN-1";

  transition({ ahead }: NodeView, event: Event, { changes }: Transition): void {
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
        (after?.deploymentId === before.deploymentId || movesTo(event, change.group)) &&
        after !== null &&
        after.protocolVersion === before.protocolVersion;
      if (stays) continue;
      broken(this.claim, `${change.group} was pinned to ${before.deploymentId}, and is no more`);
    }
  }
}

/** Whether an operator resumes an invocation on a deployment that it need not be bound to. */
function movesTo(event: Event, id: string): boolean {
  if (event._tag !== "Requested" || event.body._tag !== "Resume") return false;
  return event.body.id === id && event.body.deployment._tag !== "Keep";
}

import type { InvocationId, Output } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";
import { invocationOf } from "./fencing.ts";

/** A started engine begins again what is owed: attempts, messages, the next timer. */
export class RecoveryChecker implements Checker {
  readonly claim = "L-RECOVER-1";

  recovered(node: NodeView, outputs: readonly Output[]): void {
    const { durable, maxAttempts } = node;
    const opened = new Set<InvocationId | null>();
    let wakeMs = Number.POSITIVE_INFINITY;
    const sent = new Set<string>();
    for (const output of outputs) {
      if (output._tag === "Open") opened.add(invocationOf(output.target.headers));
      if (output._tag === "Wake") wakeMs = output.atMs;
      if (output._tag === "Send") sent.add(`${output.to}/${output.sequence}`);
    }
    const owed = durable.scan("running", "");
    // One that cannot be begun has failed at once, and is not owed any more.
    const missing = owed.filter(
      ({ item }) =>
        !opened.has(item as InvocationId) &&
        node.ahead.get("invocation", item, "")?.status._tag === "Invoked",
    );
    if (missing.length > 0 && opened.size < maxAttempts) {
      broken(this.claim, `an attempt of ${missing[0]?.item} is owed, and not begun`);
    }
    const [timer] = durable.scan("timer", "", "", 1);
    if (timer !== undefined && wakeMs > timer.value.dueMs) {
      broken(this.claim, `a timer is due at ${timer.value.dueMs}, the engine wakes at ${wakeMs}`);
    }
    for (const row of durable.rowsOf("outbox")) {
      if (sent.has(`${row.group}/${row.value.sequence}`)) continue;
      broken(this.claim, `message ${row.value.sequence} to ${row.group} is owed, and not sent`);
    }
  }
}

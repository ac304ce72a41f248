import type { InvocationId } from "../ids/index.ts";
import type { View } from "../model/index.ts";
import type { Action } from "./action.ts";

/**
 * The actions that durable state owes: what a host carries out after a crash is what it would
 * have carried out without one (L-RECOVER-1). `peers` are the other partitions' numbers.
 */
export function owedActions(view: View, peers: readonly number[]): readonly Action[] {
  const actions: Action[] = [];
  for (const { item } of view.scan("running", "")) {
    const invocation = view.get("invocation", item, "");
    if (invocation === undefined) continue;
    const { epoch, journalLength: entries } = invocation;
    actions.push({ _tag: "StartAttempt", id: item as InvocationId, epoch, entries });
  }
  for (const to of peers) {
    for (const { value } of view.scan("outbox", String(to))) {
      actions.push({ _tag: "SendMessage", to, ...value });
    }
  }
  const [first] = view.scan("timer", "", "", 1);
  if (first !== undefined) actions.push({ _tag: "Arm", dueMs: first.value.dueMs });
  return actions;
}

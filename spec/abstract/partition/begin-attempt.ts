import type { Move } from "./move.ts";
import type { Invocation } from "./state.ts";

/** An attempt is owed from now on, under an epoch that no other attempt has. */
export function beginAttempt(move: Move, invocation: Invocation): void {
  move.did("journal.begin");
  const { id, status } = invocation;
  if (status._tag === "Invoked" || status._tag === "Completed") {
    move.refuse("journal.begin", `${id} is ${status._tag}`);
  }
  invocation.epoch++;
  invocation.status = { _tag: "Invoked" };
  move.touch(invocation);
  move.put("running", "", id, invocation.epoch, false);
}

/** No attempt is owed any more: what an open one says is not heard from now on. */
export function endAttempt(move: Move, { id, status }: Invocation): void {
  if (status._tag === "Invoked") move.remove("running", "", id);
}

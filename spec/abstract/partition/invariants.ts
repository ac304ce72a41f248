import type { Move } from "./move.ts";
import { Refused } from "./refused.ts";
import type { Invocation } from "./state.ts";
import { namesOf } from "./waited.ts";

/** What holds of everything that a step has touched, whatever the step was. */
export function checkInvariants({ due, state }: Move): void {
  for (const { table, group, value } of due) {
    if (value === null) continue;
    if (table === "lock") {
      const holder = state.locks.get(group)?.holder ?? "";
      const status = state.invocations.get(holder)?.status._tag;
      const isStarted =
        status !== undefined &&
        status !== "Scheduled" &&
        status !== "Inboxed" &&
        status !== "Completed";
      if (!isStarted) throw new Refused("lock.pass", `${group} is held by ${holder}, ${status}`);
    } else if (table === "invocation") {
      const { id, status, stored } = value as Invocation;
      if (status._tag !== "Suspended") continue;
      const key = namesOf(status.waitingFor).find((name) => stored.has(name));
      if (key === undefined) continue;
      throw new Refused("wakeup.suspend", `${id} sleeps on ${key}, which is stored (L-WAKE-1)`);
    }
  }
}

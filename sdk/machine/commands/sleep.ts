import { completionHandle, type Handle } from "../handle.ts";
import type { Machine } from "../machine.ts";

/** Sleeps until `wakeUpTimeMs` (unix); a replay keeps the time that was stored first. */
export function sleep(machine: Machine, wakeUpTimeMs: number, name = ""): Handle {
  const resultCompletionId = machine.nextCompletionId();
  machine.issue({ _tag: "SleepCommand", wakeUpTimeMs, resultCompletionId, name });
  return completionHandle(resultCompletionId);
}

import type { Invocation } from "../../model/index.ts";
import type { SleepCommand } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";

/** A durable sleep until an absolute time (wire facts 5.4). */
export function sleep(draft: Draft, invocation: Invocation, command: SleepCommand): void {
  draft.armTimer({
    _tag: "Sleep",
    dueMs: command.wakeUpTimeMs,
    id: invocation.id,
    incarnation: invocation.incarnation,
    completionId: command.resultCompletionId,
  });
}

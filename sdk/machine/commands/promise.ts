import type { ValueOrFailure } from "@holdfast/core";
import { completionHandle, type Handle } from "../handle.ts";
import type { Machine } from "../machine.ts";

/** Waits for a durable promise of the workflow (wire facts 5.5). */
export function getPromise(machine: Machine, key: string): Handle {
  const resultCompletionId = machine.nextCompletionId();
  machine.issue({ _tag: "GetPromiseCommand", key, resultCompletionId, name: "" });
  return completionHandle(resultCompletionId);
}

/** Looks at a durable promise; void while it is not completed. */
export function peekPromise(machine: Machine, key: string): Handle {
  const resultCompletionId = machine.nextCompletionId();
  machine.issue({ _tag: "PeekPromiseCommand", key, resultCompletionId, name: "" });
  return completionHandle(resultCompletionId);
}

/** Completes a durable promise; a failure 409 where somebody else did before. */
export function completePromise(machine: Machine, key: string, completion: ValueOrFailure): Handle {
  const resultCompletionId = machine.nextCompletionId();
  const name = "";
  machine.issue({ _tag: "CompletePromiseCommand", key, completion, resultCompletionId, name });
  return completionHandle(resultCompletionId);
}

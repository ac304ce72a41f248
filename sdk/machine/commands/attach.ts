import type { AttachTarget } from "@holdfast/core";
import { completionHandle, type Handle } from "../handle.ts";
import type { Machine } from "../machine.ts";

/** Waits for the outcome of another invocation. */
export function attachInvocation(machine: Machine, target: AttachTarget): Handle {
  const resultCompletionId = machine.nextCompletionId();
  machine.issue({ _tag: "AttachInvocationCommand", target, resultCompletionId, name: "" });
  return completionHandle(resultCompletionId);
}

/** Asks for the outcome of another invocation; void while it has none. */
export function getInvocationOutput(machine: Machine, target: AttachTarget): Handle {
  const resultCompletionId = machine.nextCompletionId();
  machine.issue({ _tag: "GetInvocationOutputCommand", target, resultCompletionId, name: "" });
  return completionHandle(resultCompletionId);
}

import { MessageType, REQUESTED_ACK_FLAG, type ValueOrFailure } from "@holdfast/core";
import { completionHandle, type Handle } from "../handle.ts";
import type { AttemptError, Machine } from "../machine.ts";

/** Journals a step that is executed here; where its result is stored, it is not executed again. */
export function run(machine: Machine, name: string): Handle {
  const resultCompletionId = machine.nextCompletionId();
  const index = machine.commandIndex;
  machine.issue({ _tag: "RunCommand", resultCompletionId, name });
  const handle = completionHandle(resultCompletionId);
  if (!machine.notifications.has(handle)) {
    machine.runs.add(handle, { completionId: resultCompletionId, name, index });
  }
  return handle;
}

/** Proposes what an executed run gave; it counts once the server says so (wire facts 1.7). */
export function proposeRun(machine: Machine, handle: Handle, result: ValueOrFailure): void {
  const info = machine.runs.finish(handle);
  if (info === undefined || machine.phase === "Closed") return;
  const { completionId } = info;
  const acked = machine.speaksFutures;
  if (acked) machine.runs.propose(completionId, result);
  machine.control(
    { _tag: "ProposeRunCompletion", completionId, result },
    acked ? REQUESTED_ACK_FLAG : 0,
  );
}

/** An executed run failed and is to be tried again by a new attempt. */
export function failRun(machine: Machine, handle: Handle, error: AttemptError): void {
  const info = machine.runs.finish(handle);
  if (info === undefined) return;
  const { index, name } = info;
  machine.fail({ ...error, command: { index, name, type: MessageType.RunCommand } });
}

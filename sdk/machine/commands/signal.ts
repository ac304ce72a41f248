import {
  CANCEL_SIGNAL_INDEX,
  formatAwakeableId,
  type SignalId,
  VOID,
  type ValueOrFailure,
  type VoidResult,
} from "@holdfast/core";
import { type Handle, namedSignalHandle, signalHandle } from "../handle.ts";
import type { Machine } from "../machine.ts";

/** Something that others complete: its public id, and where its result will be. */
export interface Awakeable {
  readonly id: string;
  readonly handle: Handle;
}

/** A new awakeable: a signal of this invocation under a number of its own (wire facts 1.10). */
export function awakeable(machine: Machine): Awakeable {
  const index = machine.nextSignalIndex();
  return {
    id: formatAwakeableId(machine.start.invocationId, index),
    handle: signalHandle(index),
  };
}

/** A signal that others send by name; nothing is journaled to wait for it. */
export function signal(name: string): Handle {
  return namedSignalHandle(name);
}

export function completeAwakeable(machine: Machine, id: string, result: ValueOrFailure): void {
  machine.issue({ _tag: "CompleteAwakeableCommand", awakeableId: id, result, name: "" });
}

/** Sends a signal to another invocation, by its `inv_1` id. */
export function sendSignal(
  machine: Machine,
  targetInvocationId: string,
  target: SignalId,
  result: VoidResult | ValueOrFailure,
): void {
  machine.issue({
    _tag: "SendSignalCommand",
    targetInvocationId,
    signal: target,
    result,
    name: "",
  });
}

/** Asks another invocation to stop (wire facts 5.2). */
export function cancelInvocation(machine: Machine, invocationId: string): void {
  sendSignal(machine, invocationId, { _tag: "Signal", index: CANCEL_SIGNAL_INDEX }, VOID);
}

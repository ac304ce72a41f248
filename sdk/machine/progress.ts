import { CANCEL_SIGNAL_INDEX, VOID } from "@holdfast/core";
import type { TrackedCall } from "./cancellation.ts";
import { type Handle, handleId, signalHandle } from "./handle.ts";
import type { Machine } from "./machine.ts";
import { strayWait } from "./mismatch.ts";

/** What a waiting handler's host has to do next. */
export type Progress =
  /** The result of this handle can be given to the handler. */
  | { readonly _tag: "Ready"; readonly handle: Handle }
  /** Everything the handler waits for now fails: the invocation was cancelled. */
  | { readonly _tag: "Cancelled" }
  /** Execute this run and propose its result. */
  | { readonly _tag: "ExecuteRun"; readonly handle: Handle }
  /** Nothing before more input comes or a run that is under way ends. */
  | { readonly _tag: "Wait" }
  /** Nothing ever again: suspended, failed, ended or gone. */
  | { readonly _tag: "Closed" };

const CANCEL = signalHandle(CANCEL_SIGNAL_INDEX);
const CLOSED: Progress = { _tag: "Closed" };
const WAIT: Progress = { _tag: "Wait" };

/**
 * The next step of a handler that waits for these handles and can do nothing else. Notifications
 * are let through one at a time, so that the handler acts on each before it sees the next.
 */
export function progress(machine: Machine, awaited: readonly Handle[]): Progress {
  if (machine.phase === "Closed") return CLOSED;
  if (machine.phase === "WaitingStart") return WAIT;
  for (;;) {
    if (machine.cancellation.stage === "Seen") return cancelCallees(machine);
    const ready = awaited.find((handle) => machine.result(handle) !== undefined);
    if (ready !== undefined) return { _tag: "Ready", handle: ready };
    const seen = machine.notifications.see();
    if (seen === null) break;
    const { cancellation } = machine;
    if (seen === CANCEL && cancellation.stage === "None") cancellation.stage = "Seen";
  }
  if (isStray(machine, awaited)) return CLOSED;
  const run = machine.runs.take(awaited);
  if (run !== null) return { _tag: "ExecuteRun", handle: run };
  if (!machine.inputClosed || machine.runs.anyUnderWay(awaited)) return WAIT;
  const cancelled = machine.cancellation.stage === "Done";
  suspend(machine, cancelled ? awaited : [...awaited, CANCEL]);
  return CLOSED;
}

/** Passes the cancel signal on to all callees; their ids have to be known first. */
function cancelCallees(machine: Machine): Progress {
  const { cancellation } = machine;
  const open = cancellation.calls.filter(({ result }) => machine.result(result) === undefined);
  const missing = open
    .map(({ invocationId }) => invocationId)
    .filter((handle) => machine.result(handle) === undefined);
  while (missing.length > 0) {
    const seen = machine.notifications.see();
    if (seen === null) return waitForIds(machine, missing);
    const at = missing.indexOf(seen);
    if (at !== -1) missing.splice(at, 1);
  }
  for (const call of open) cancelCallee(machine, call);
  cancellation.stage = "Done";
  return { _tag: "Cancelled" };
}

function waitForIds(machine: Machine, missing: readonly Handle[]): Progress {
  if (isStray(machine, missing)) return CLOSED;
  if (!machine.inputClosed) return WAIT;
  suspend(machine, missing);
  return CLOSED;
}

function cancelCallee(machine: Machine, { invocationId }: TrackedCall): void {
  const found = machine.result(invocationId);
  if (found?._tag !== "InvocationId") return;
  machine.issue({
    _tag: "SendSignalCommand",
    targetInvocationId: found.invocationId,
    signal: { _tag: "Signal", index: CANCEL_SIGNAL_INDEX },
    result: VOID,
    name: "",
  });
}

/** During replay every wait was once over: one that is not was never made by this handler. */
function isStray(machine: Machine, awaited: readonly Handle[]): boolean {
  const next = machine.nextStored();
  if (next === null) return false;
  machine.failMismatch(strayWait(machine.commandIndex, awaited, next), next, machine.commandIndex);
  return true;
}

/** Lets the attempt go until any of these is there (wire facts 1.8, v5 and v6). */
function suspend(machine: Machine, awaited: readonly Handle[]): void {
  const ids = awaited.map(handleId);
  machine.control({
    _tag: "Suspension",
    waitingOn: {
      _tag: "AnyOf",
      completions: ids.flatMap((id) => (id._tag === "Completion" ? [id.completionId] : [])),
      signals: ids.flatMap((id) => (id._tag === "Signal" ? [id.index] : [])),
      namedSignals: ids.flatMap((id) => (id._tag === "NamedSignal" ? [id.name] : [])),
    },
  });
  machine.close("Suspended");
}

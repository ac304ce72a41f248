import { CANCEL_SIGNAL_INDEX, VOID } from "@holdfast/core";
import { type Awaiting, awaitedHandles, futureOf } from "./awaiting.ts";
import type { TrackedCall } from "./cancellation.ts";
import { type Handle, signalHandle } from "./handle.ts";
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
 * The next step of a handler that waits for any one of these and can do nothing else: handles, and
 * groups of them. Notifications are let through one at a time, so that the handler acts on each
 * before it sees the next; only where it is suspended does it matter what decides a group.
 */
export function progress(
  machine: Machine,
  handles: readonly Handle[],
  groups: readonly Awaiting[] = [],
): Progress {
  const awaiting: Awaiting = { combinator: "FirstCompleted", handles, nested: groups };
  const awaited = awaitedHandles(awaiting);
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
  const cancelled = machine.cancellation.stage === "Done";
  const whole = cancelled ? awaiting : { ...awaiting, handles: [...handles, CANCEL] };
  const executing = machine.runs.anyUnderWay(awaited);
  if (!machine.inputClosed || executing) {
    machine.tellAwaiting(futureOf(whole), executing);
    return WAIT;
  }
  suspend(machine, whole);
  return CLOSED;
}

/** Passes the cancel signal on to all callees (S-CANCEL-1); their ids have to be known first. */
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
  const awaiting: Awaiting = { combinator: "FirstCompleted", handles: missing, nested: [] };
  if (!machine.inputClosed) {
    machine.tellAwaiting(futureOf(awaiting), false);
    return WAIT;
  }
  suspend(machine, awaiting);
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

/** Lets the attempt go until what it waits for is decided (wire facts 1.8). */
function suspend(machine: Machine, awaiting: Awaiting): void {
  const future = futureOf(awaiting);
  const flat = futureOf({ ...awaiting, handles: awaitedHandles(awaiting), nested: [] });
  machine.control({
    _tag: "Suspension",
    waitingOn: machine.speaksFutures
      ? { _tag: "Future", future }
      : {
          _tag: "AnyOf",
          completions: flat.waitingCompletions,
          signals: flat.waitingSignals,
          namedSignals: flat.waitingNamedSignals,
        },
  });
  machine.close("Suspended");
}

import type { Header } from "@holdfast/core";
import { completionHandle, type Handle } from "../handle.ts";
import type { Machine } from "../machine.ts";

/** Whom to call, and with what. */
export interface Callee {
  readonly service: string;
  readonly handler: string;
  /** Key of an object or workflow; "" for a plain service. */
  readonly key: string;
  readonly parameter: Uint8Array;
  readonly headers: readonly Header[];
  readonly idempotencyKey: string | null;
  /** Name of the journal entry. */
  readonly name: string;
}

/** Where the callee's id and its outcome will be. */
export interface CallHandles {
  readonly invocationId: Handle;
  readonly result: Handle;
}

/** Calls another handler; it is cancelled with its caller (wire facts 5.2). */
export function call(machine: Machine, callee: Callee): CallHandles {
  const invocationIdCompletionId = machine.nextCompletionId();
  const resultCompletionId = machine.nextCompletionId();
  machine.issue({
    _tag: "CallCommand",
    ...fields(callee),
    invocationIdCompletionId,
    resultCompletionId,
  });
  const handles = {
    invocationId: completionHandle(invocationIdCompletionId),
    result: completionHandle(resultCompletionId),
  };
  machine.cancellation.calls.push(handles);
  return handles;
}

/** Sends to another handler: at `invokeTimeMs` (unix), or now where that is 0. */
export function send(
  machine: Machine,
  callee: Callee,
  invokeTimeMs: number,
): Pick<CallHandles, "invocationId"> {
  const invocationIdCompletionId = machine.nextCompletionId();
  machine.issue({
    _tag: "OneWayCallCommand",
    ...fields(callee),
    invokeTimeMs,
    invocationIdCompletionId,
  });
  return { invocationId: completionHandle(invocationIdCompletionId) };
}

function fields({ service, handler, ...rest }: Callee) {
  return { serviceName: service, handlerName: handler, ...rest, scope: null, limitKey: null };
}

import { formatInvocationId, formatTarget, type Watch } from "@holdfast/core";
import { Effect, Runtime } from "effect";

/** Logs each failed attempt with its cause and what follows: what operators look for. */
export function logFailures(runtime: Runtime.Runtime<never>): Watch {
  const log = Runtime.runFork(runtime);
  return (event, led) => {
    if (event._tag !== "AttemptFailed") return;
    for (const change of led.changes) {
      if (change.table !== "invocation" || change.group !== event.id) continue;
      if (change.value === null) continue;
      const { failure } = event;
      const { status, target, policyAttempts } = change.value;
      log(
        Effect.logWarning("attempt failed", {
          invocation: formatInvocationId(event.id),
          target: formatTarget(target),
          code: failure.code,
          errorCode: failure.errorCode,
          message: failure.message,
          failures: policyAttempts,
          next: status._tag,
          retryInMs: status._tag === "BackingOff" ? status.retryAtMs - event.nowMs : null,
        }),
      );
    }
  };
}

import { drawUint32 } from "../../ids/index.ts";
import { findHandler, type Invocation, type RetryPolicy, successorOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import type { Event } from "../event.ts";
import { complete } from "./complete.ts";
import { heard } from "./heard.ts";

type AttemptFailed = Extract<Event, { _tag: "AttemptFailed" }>;
type Failing = Pick<
  AttemptFailed,
  "failure" | "nextRetryDelayMs" | "behavior" | "countsForHandler"
>;

/** Jitter adds up to this share of the interval (wire facts 1.13). */
const JITTER_SHARE = 1 / 3;

/** An attempt failed without ending its invocation. */
export function failAttempt(draft: Draft, event: AttemptFailed): void {
  const invocation = heard(draft, event);
  if (invocation !== null) retryOrGiveUp(draft, invocation, event);
}

/** Ends the running attempt of an invocation for a fault of what it sent, and retries later. */
export function rejectAttempt(draft: Draft, invocation: Invocation, failing: Failing): void {
  draft.act({ _tag: "AbortAttempt", id: invocation.id, epoch: invocation.epoch });
  retryOrGiveUp(draft, invocation, failing);
}

/**
 * After a failed attempt: the next one after an interval, so that what can end does (L-COMPLETE-1),
 * or what the policy says at its end.
 */
export function retryOrGiveUp(draft: Draft, invocation: Invocation, failing: Failing): void {
  const { failure, behavior, nextRetryDelayMs } = failing;
  const counted = nextRetryDelayMs === null;
  const failed = successorOf(invocation);
  failed.lastFailure = failure;
  if (counted) failed.policyAttempts++;
  if (failing.countsForHandler) failed.attemptsSinceLastStored++;
  failed.modifiedAtMs = draft.nowMs;
  const policy = retryPolicyOf(draft, invocation);
  const exhausted = policy.maxAttempts !== null && failed.policyAttempts >= policy.maxAttempts;
  if (behavior === "Fail" || (exhausted && policy.onMaxAttempts === "Kill")) {
    const { code, message } = failure;
    complete(draft, failed, { _tag: "Failure", failure: { code, message, metadata: [] } });
    return;
  }
  draft.delete("running", "", invocation.id);
  if (behavior === "Pause" || exhausted) {
    failed.status = { _tag: "Paused" };
    draft.putInvocation(failed);
    return;
  }
  const delayMs = nextRetryDelayMs ?? intervalMs(draft, policy, failed.policyAttempts);
  const retryAtMs = draft.nowMs + delayMs;
  failed.status = { _tag: "BackingOff", retryAtMs };
  draft.putInvocation(failed);
  const { id, epoch } = failed;
  draft.armTimer({ _tag: "Retry", dueMs: retryAtMs, id, epoch });
}

/** The interval after the n-th counted failure, with jitter from the event's entropy. */
function intervalMs(draft: Draft, policy: RetryPolicy, failures: number): number {
  const { initialIntervalMs, exponentiationFactor, maxIntervalMs } = policy;
  const exponent = Math.max(0, failures - 1);
  const interval = Math.min(maxIntervalMs, initialIntervalMs * exponentiationFactor ** exponent);
  const share = drawUint32(draft.draw(), 0) / 0x1_0000_0000;
  return Math.round(interval * (1 + share * JITTER_SHARE));
}

/** Handler over service over server default, setting by setting (wire facts 1.13). */
function retryPolicyOf(draft: Draft, { target, pin }: Invocation): RetryPolicy {
  const { retryPolicy: fallback } = draft.config.defaults;
  const deployment = pin === null ? undefined : draft.get("deployment", "", pin.deploymentId);
  const service =
    deployment?.services.find(({ name }) => name === target.service) ??
    draft.get("service", "", target.service);
  if (service === undefined) return fallback;
  const own = findHandler(service, target.handler)?.options.retryPolicy;
  const shared = service.options.retryPolicy;
  return {
    initialIntervalMs:
      own?.initialIntervalMs ?? shared.initialIntervalMs ?? fallback.initialIntervalMs,
    exponentiationFactor:
      own?.exponentiationFactor ?? shared.exponentiationFactor ?? fallback.exponentiationFactor,
    maxIntervalMs: own?.maxIntervalMs ?? shared.maxIntervalMs ?? fallback.maxIntervalMs,
    maxAttempts: own?.maxAttempts ?? shared.maxAttempts ?? fallback.maxAttempts,
    onMaxAttempts: own?.onMaxAttempts ?? shared.onMaxAttempts ?? fallback.onMaxAttempts,
  };
}

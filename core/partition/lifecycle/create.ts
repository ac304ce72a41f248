import {
  type Invocation,
  journalItem,
  type Listener,
  type Source,
  type Target,
} from "../../model/index.ts";
import { drawUint32, type Entropy, type InvocationId } from "../../ids/index.ts";
import { MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { enter } from "./enter.ts";
import type { Retention } from "./retention.ts";

/** Everything that is known of an invocation when it comes to be. */
export interface NewInvocation extends Retention {
  readonly id: InvocationId;
  readonly target: Target;
  readonly source: Source;
  readonly idempotencyKey: string | null;
  /** Payload of the Input command; it becomes journal entry 0. */
  readonly input: Uint8Array;
  readonly listener: Listener | null;
  readonly startAtMs: number | null;
}

/** Brings an invocation into being: scheduled for later, queued behind its key, or started. */
export function createInvocation(draft: Draft, spec: NewInvocation): void {
  const { id, startAtMs } = spec;
  const invocation = conceive(draft, spec);
  if (startAtMs === null) {
    enter(draft, invocation);
    return;
  }
  draft.putInvocation(invocation);
  draft.armTimer({ _tag: "Start", dueMs: startAtMs, id });
}

/** A new invocation with its input stored, before it is scheduled, queued or started. */
export function conceive(draft: Draft, spec: NewInvocation): Invocation {
  const { id, startAtMs, listener } = spec;
  const { nowMs } = draft;
  const incarnation = drawIncarnation(draft.draw());
  draft.put("journal", id, journalItem(0), {
    _tag: "Command",
    type: MessageType.InputCommand,
    payload: spec.input,
    completionId: null,
    storedAtMs: nowMs,
  });
  return {
    id,
    target: spec.target,
    source: spec.source,
    idempotencyKey: spec.idempotencyKey,
    status: { _tag: "Scheduled", startAtMs: startAtMs ?? nowMs },
    incarnation,
    epoch: incarnation,
    pin: null,
    listeners: listener === null ? [] : [listener],
    journalLength: 1,
    journalCommands: 1,
    outputIndex: null,
    policyAttempts: 0,
    attemptsSinceLastStored: 0,
    lastFailure: null,
    completionRetentionMs: spec.completionRetentionMs,
    journalRetentionMs: spec.journalRetentionMs,
    createdAtMs: nowMs,
    modifiedAtMs: nowMs,
    journalModifiedAtMs: nowMs,
  };
}

/** A number of 48 bits: two invocations of one id meet in it, or in their epochs, never. */
function drawIncarnation(entropy: Entropy): number {
  return drawUint32(entropy, 0) * 0x1_0000 + (drawUint32(entropy, 1) >>> 16);
}

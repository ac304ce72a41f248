import { rejection, type Reply } from "../../engine/request.ts";
import { siblingInvocationId } from "../../ids/index.ts";
import { chanceOf, type Invocation, journalItem, successorOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import type { RequestOf } from "../event.ts";
import { copyPrefix, journalPrefix } from "../journal/prefix.ts";
import { conceive } from "../lifecycle/create.ts";
import { enter } from "../lifecycle/enter.ts";
import { chooseDeployment } from "../registry/choose-deployment.ts";
import { checkInboxRoom } from "./check-inbox-room.ts";

/** The oldest protocol version on which an attempt is told what its chance comes from (1.5). */
const OLDEST_WITH_SEED = 6;

/**
 * Does the work of an ended invocation again as another one, of the same key, which begins with the
 * first entries of that one's journal (S-RESTART-1); what those did outside is not done again.
 */
export function restartAsNew(draft: Draft, request: RequestOf<"RestartAsNew">): Reply {
  const { id, from } = request;
  const ended = draft.invocation(id);
  if (ended === undefined) return { _tag: "NotFound", id };
  const unfit = checkEnded(ended);
  if (unfit !== null) return unfit;
  const input = draft.get("journal", id, journalItem(0));
  if (input === undefined) {
    return rejection(410, "the journal of the invocation is gone, and its input with it");
  }
  const { pin, target } = ended;
  if (pin === null && from > 0) {
    return rejection(422, "the invocation never ran, so that it can be restarted from 0 only");
  }
  if (pin !== null && pin.protocolVersion < OLDEST_WITH_SEED && from > 0) {
    return rejection(
      422,
      `the invocation began on protocol version ${pin.protocolVersion}, on which its chance comes from ` +
        "its id, and another one would draw another: restart it from 0",
    );
  }
  if (pin === null && request.deployment._tag === "Id") {
    return rejection(
      409,
      "the invocation is not bound to a deployment, so that none can be chosen for it; " +
        "restart it with deployment=latest",
    );
  }
  const prefix = journalPrefix(draft, ended, from);
  if (prefix._tag === "Rejected") return prefix;
  const chosen = chooseDeployment(draft, ended, request.deployment);
  if (chosen._tag === "Rejected") return chosen;
  const full = checkInboxRoom(draft, id, target);
  if (full !== null) return full;
  const made = siblingInvocationId(id, draft.nowMs, draft.draw());
  const restarted = successorOf(
    conceive(draft, {
      id: made,
      target,
      source: { _tag: "Restart", id, chance: from > 0 ? chanceOf(ended) : made },
      idempotencyKey: null,
      completionRetentionMs: ended.completionRetentionMs,
      journalRetentionMs: ended.journalRetentionMs,
      input: input.payload,
      listener: null,
      startAtMs: null,
    }),
  );
  restarted.pin = chosen.pin;
  copyPrefix(draft, restarted, prefix.entries);
  enter(draft, restarted);
  return { _tag: "Restarted", id, as: restarted.id };
}

/** What keeps an invocation from being restarted, by where it stands (wire facts 4.2). */
function checkEnded({ status, target }: Invocation): Reply | null {
  switch (status._tag) {
    case "Scheduled":
    case "Inboxed":
      return rejection(425, "the invocation has not started yet, so that it cannot be restarted");
    case "Invoked":
    case "BackingOff":
    case "Suspended":
    case "Paused":
      return rejection(409, "the invocation still runs; it can be restarted once it has ended");
    case "Completed":
      if (target._tag !== "Workflow" || target.access === "Shared") return null;
      return rejection(422, "a workflow runs once for its key; purge it, and call it again");
    default:
      return status satisfies never;
  }
}

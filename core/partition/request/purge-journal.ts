import { rejection, type Reply } from "../../engine/request.ts";
import type { InvocationId } from "../../ids/index.ts";
import type { Draft } from "../draft.ts";
import { forgetJournal } from "../lifecycle/forget.ts";

/** Forgets the journal of an ended invocation now; a second time there is nothing left to do. */
export function purgeJournal(draft: Draft, id: InvocationId): Reply {
  const invocation = draft.invocation(id);
  if (invocation === undefined) return { _tag: "NotFound", id };
  const { status, journalRetentionMs } = invocation;
  if (status._tag !== "Completed") {
    return rejection(409, "the invocation is not completed yet, and still needs its journal");
  }
  forgetJournal(draft, invocation);
  const dueMs = status.completedAtMs + journalRetentionMs;
  draft.disarmTimer({ _tag: "ExpireJournal", dueMs, id });
  return { _tag: "Done" };
}

import { type Invocation, objectKeyOf } from "../../model/index.ts";
import type { Draft } from "../draft.ts";
import { invoke } from "./invoke.ts";

/** Hands the lock of an ended exclusive invocation to the first in its inbox, or frees it (L-LOCK-1). */
export function releaseLock(draft: Draft, invocation: Invocation): void {
  const { target } = invocation;
  const key = objectKeyOf(invocation.id, target);
  if (key === null || target._tag !== "Object" || target.access === "Shared") return;
  const lock = draft.get("lock", key, "");
  if (lock === undefined || lock.holder !== invocation.id) return;
  const [first] = draft.scan("inbox", key, "", 1);
  if (first === undefined) {
    draft.delete("lock", key, "");
    return;
  }
  draft.delete("inbox", key, first.item);
  draft.put("lock", key, "", { ...lock, holder: first.value.id });
  const next = draft.invocation(first.value.id);
  if (next !== undefined) invoke(draft, next);
}

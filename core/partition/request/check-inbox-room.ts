import { rejection, type Rejection } from "../../engine/request.ts";
import { type InvocationId, partitionKeyOf } from "../../ids/index.ts";
import { objectKey, type Target } from "../../model/index.ts";
import type { Draft } from "../draft.ts";

/** Refuses one more to wait for a key where as many wait as the limit allows. */
export function checkInboxRoom(draft: Draft, id: InvocationId, target: Target): Rejection | null {
  if (target._tag !== "Object" || target.access !== "Exclusive") return null;
  const key = objectKey(partitionKeyOf(id), target.service, target.key);
  const lock = draft.get("lock", key, "");
  const [first] = lock === undefined ? [] : draft.scan("inbox", key, "", 1);
  const waiting =
    lock === undefined || first === undefined
      ? 0
      : lock.nextSequence - Number.parseInt(first.item, 16);
  if (waiting < draft.config.limits.maxInboxLength) return null;
  return rejection(429, `${waiting} invocations wait for ${target.service}/${target.key} already`);
}

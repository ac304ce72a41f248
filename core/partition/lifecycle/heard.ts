import type { InvocationId } from "../../ids/index.ts";
import type { Invocation } from "../../model/index.ts";
import type { Draft } from "../draft.ts";

/**
 * The invocation an attempt speaks for, if the attempt may still be heard: it is invoked, and at
 * the attempt's epoch. What an aborted or overtaken attempt says is dropped here (S-FENCE-1).
 */
export function heard(
  draft: Draft,
  from: { readonly id: InvocationId; readonly epoch: number },
): Invocation | null {
  const invocation = draft.invocation(from.id);
  if (invocation === undefined || invocation.status._tag !== "Invoked") return null;
  return invocation.epoch === from.epoch ? invocation : null;
}

import type { Reason } from "./reason.ts";

/** Why survivors may live. */
export const REASONS: readonly Reason[] = [];

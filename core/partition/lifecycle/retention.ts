import type { Defaults } from "../../engine/config.ts";
import type { Handler, Service } from "../../model/index.ts";

/** How long an ended invocation is remembered (S-RETAIN-1); milliseconds. */
export interface Retention {
  readonly completionRetentionMs: number;
  readonly journalRetentionMs: number;
}

/**
 * Retention by handler, service and server setting, in that order of precedence (wire facts 5.1):
 * a workflow run and an idempotent call keep their completion as configured and their journal no
 * longer than that; all others keep both as long as the journal is kept.
 */
export function retentionOf(
  defaults: Defaults,
  service: Service,
  handler: Handler,
  idempotent: boolean,
): Retention {
  const own = handler.options;
  const shared = service.options;
  const journalMs =
    own.journalRetentionMs ?? shared.journalRetentionMs ?? defaults.journalRetentionMs;
  if (handler.type !== "Workflow" && !idempotent) {
    return { completionRetentionMs: journalMs, journalRetentionMs: journalMs };
  }
  const completionMs =
    handler.type === "Workflow"
      ? (own.workflowCompletionRetentionMs ??
        shared.workflowCompletionRetentionMs ??
        defaults.workflowCompletionRetentionMs)
      : (own.idempotencyRetentionMs ??
        shared.idempotencyRetentionMs ??
        defaults.idempotencyRetentionMs);
  return {
    completionRetentionMs: completionMs,
    journalRetentionMs: Math.min(journalMs, completionMs),
  };
}

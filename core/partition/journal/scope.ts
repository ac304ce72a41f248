import type { Refusal } from "./propose-command.ts";

/**
 * Scopes and limit keys are not served here, and a command that names one is refused rather than
 * carried out somewhere else than it was meant (wire facts 1.11, 5.7).
 */
export function checkScope(scope: string | null, limitKey: string | null): Refusal | null {
  if (scope === null && limitKey === null) return null;
  const what = scope === null ? `the limit key '${limitKey ?? ""}'` : `the scope '${scope}'`;
  return {
    errorCode: "RT0024",
    message: `this server has no scoped invocations: leave out ${what}`,
  };
}

import { ValidationError } from "@effect/cli";
import { Cause, Console, Effect } from "effect";

/** Why a command failed, in one line; the command line's own errors have been printed already. */
export function report(cause: Cause.Cause<unknown>): Effect.Effect<void> {
  if (Cause.isInterruptedOnly(cause)) return Effect.void;
  const error = Cause.squash(cause);
  if (ValidationError.isValidationError(error)) return Effect.void;
  return Console.error(`holdfast: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

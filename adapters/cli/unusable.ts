import { WorkloadError } from "@holdfast/simulator";
import { Data, Effect } from "effect";

/** What was given cannot be used: the exit code is 2, and nothing was found out. */
export class Unusable extends Data.TaggedError("Unusable")<{ readonly message: string }> {}

/** Runs what may find that a user's file cannot be run; anything else that it throws is a defect. */
export function unlessUnusable<T>(run: () => Promise<T>): Effect.Effect<T, Unusable> {
  return Effect.tryPromise({ try: run, catch: (error) => error }).pipe(
    Effect.catchAll((error) =>
      error instanceof WorkloadError
        ? Effect.fail(new Unusable({ message: error.message }))
        : Effect.die(error),
    ),
  );
}

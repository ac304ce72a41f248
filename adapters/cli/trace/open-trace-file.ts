import { Effect, Runtime, type Scope } from "effect";
import { type OpenTrace, VERSION } from "../../host/index.ts";
import { Unusable } from "../unusable.ts";
import { TraceFile } from "./trace-file.ts";
import { traceEngine } from "./tracer.ts";

/** Opens the file that an engine is to be written down in, until the scope closes; null for none. */
export function openTraceFile(
  path: string | null,
): Effect.Effect<OpenTrace | null, Unusable, Scope.Scope> {
  if (path === null) return Effect.succeed(null);
  return Effect.gen(function* () {
    const open = Effect.try({
      try: () => new TraceFile(path),
      catch: (cause) =>
        new Unusable({
          message: `the trace ${path} cannot be written: ${(cause as Error).message}`,
        }),
    });
    const hasEnded = (reason: string) =>
      Effect.logError("the trace ends here, the server goes on", { trace: path, reason });
    const file = yield* Effect.acquireRelease(open, (file) =>
      Effect.try({ try: () => file.close(), catch: String }).pipe(Effect.catchAll(hasEnded)),
    );
    const log = Runtime.runFork(yield* Effect.runtime<never>());
    const onEnd = (reason: string): void => void log(hasEnded(reason));
    return (opening) => traceEngine({ file, version: VERSION, onEnd }, opening);
  });
}

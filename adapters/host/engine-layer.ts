import { Context, Deferred, Effect, Layer } from "effect";
import { Endpoints } from "../endpoint/index.ts";
import { Storage } from "../storage/index.ts";
import { Driver } from "./driver.ts";
import { makeEntropyPool } from "./entropy-pool.ts";
import { loadHashes } from "./hashes.ts";
import { logFailures } from "./log-failures.ts";
import { coreConfig, type Settings } from "./settings.ts";

/** A running engine, and the reason should it come to a halt. */
export interface RunningEngine {
  readonly driver: Driver;
  /** Never succeeds; dies with the reason once the engine can go no further. */
  readonly halted: Effect.Effect<never>;
}

export class EngineHost extends Context.Tag("holdfast/EngineHost")<EngineHost, RunningEngine>() {}

/** The engine on its store, driving endpoints, until the scope closes. */
export function engineLayer(
  settings: Settings,
): Layer.Layer<EngineHost, never, Storage | Endpoints> {
  return Layer.scoped(
    EngineHost,
    Effect.gen(function* () {
      const store = yield* Storage;
      const endpoints = yield* Endpoints;
      const hashes = yield* Effect.promise(loadHashes);
      const halt = yield* Deferred.make<never>();
      const driver = new Driver({
        config: coreConfig(settings, hashes),
        store,
        entropy: makeEntropyPool(),
        onHalt: (reason) => {
          const message = `the engine has stopped, start the server again: ${reason}`;
          Deferred.unsafeDone(halt, Effect.die(new Error(message)));
        },
        watch: logFailures(yield* Effect.runtime<never>()),
      });
      const streams = yield* endpoints.streams(driver.feed);
      yield* Effect.acquireRelease(
        Effect.sync(() => driver.start(streams)),
        () => Effect.sync(() => driver.stop()),
      );
      return { driver, halted: Deferred.await(halt) };
    }),
  );
}

import type { Watch } from "@holdfast/core";
import { Context, Deferred, Effect, Layer } from "effect";
import { Endpoints } from "../endpoint/index.ts";
import { allRows, Storage } from "../storage/index.ts";
import { Driver } from "./driver.ts";
import type { EngineTrace, OpenTrace } from "./engine-trace.ts";
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

/** The engine on its store, driving endpoints and traced if asked to, until the scope closes. */
export function engineLayer(
  settings: Settings,
  openTrace: OpenTrace | null,
): Layer.Layer<EngineHost, never, Storage | Endpoints> {
  return Layer.scoped(
    EngineHost,
    Effect.gen(function* () {
      const store = yield* Storage;
      const endpoints = yield* Endpoints;
      const hashes = yield* Effect.promise(loadHashes);
      const halt = yield* Deferred.make<never>();
      const config = coreConfig(settings, hashes);
      const { epoch, lastSequence } = store;
      const rows = () => allRows(store.directory);
      const trace = openTrace?.({ config, epoch, lastSequence, rows }) ?? null;
      const driver = new Driver({
        config,
        store,
        entropy: makeEntropyPool(),
        onHalt: (reason) => {
          const message = `the engine has stopped, start the server again: ${reason}`;
          Deferred.unsafeDone(halt, Effect.die(new Error(message)));
        },
        watch: watched(logFailures(yield* Effect.runtime<never>()), trace),
        trace,
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

function watched(log: Watch, trace: EngineTrace | null): Watch {
  if (trace === null) return log;
  return (event, led) => {
    trace.watch(event, led);
    log(event, led);
  };
}

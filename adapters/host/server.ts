import { Context, Effect, Layer } from "effect";
import { endpointsLayer } from "../endpoint/index.ts";
import { serveIngress } from "../ingress/index.ts";
import { storageLayer } from "../storage/index.ts";
import { EngineHost, engineLayer } from "./engine-layer.ts";
import type { Settings } from "./settings.ts";

/** Where a running server is reached; what its ready line tells. */
export interface Running {
  readonly ingress: string;
  readonly admin: string;
  readonly data: string;
  readonly pid: number;
}

/**
 * Runs a server until it is interrupted: then it takes no more work, lets what runs come to rest
 * for `drainGraceMs` at most, and closes. Nothing accepted is lost either way: what has not
 * ended goes on at the next start. Dies if the engine comes to a halt.
 */
export function runServer(settings: Settings, announce: (running: Running) => Effect.Effect<void>) {
  return Effect.scoped(
    Effect.gen(function* () {
      const { host, data, drainGraceMs } = settings;
      const layer = engineLayer(settings).pipe(
        Layer.provide(storageLayer({ directory: data })),
        Layer.provideMerge(endpointsLayer({ discovery: { clusterName: settings.clusterName } })),
      );
      const { driver, halted } = Context.get(yield* Layer.build(layer), EngineHost);
      const ingress = yield* serveIngress(driver, { host, port: settings.ingressPort, graceMs: 0 });
      yield* announce({ ingress: ingress.url, admin: "", data, pid: process.pid });
      yield* Effect.onInterrupt(halted, () =>
        Effect.promise(() => driver.drain()).pipe(
          Effect.timeoutOption(drainGraceMs),
          Effect.andThen(Effect.sync(() => driver.stop())),
        ),
      );
    }),
  );
}

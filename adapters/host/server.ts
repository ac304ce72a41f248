import { Context, Effect, Layer } from "effect";
import { type Query, serveAdmin } from "../admin/index.ts";
import { Endpoints, endpointsLayer, TRANSPORT_DEFAULTS } from "../endpoint/index.ts";
import { serveIngress } from "../ingress/index.ts";
import { Storage, storageLayer } from "../storage/index.ts";
import { EngineHost, engineLayer } from "./engine-layer.ts";
import type { OpenTrace } from "./engine-trace.ts";
import { identityOf } from "./identity.ts";
import { Queries } from "./queries.ts";
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
 * ended goes on at the next start. Dies if the engine comes to a halt. What `openTrace` gives is
 * told all that the engine does.
 */
export function runServer(
  settings: Settings,
  announce: (running: Running) => Effect.Effect<void>,
  openTrace: OpenTrace | null = null,
) {
  return Effect.scoped(
    Effect.gen(function* () {
      const { host, data, clusterName, defaults } = settings;
      const identity = yield* identityOf(settings);
      const transport = { ...TRANSPORT_DEFAULTS, identity };
      const layer = engineLayer(settings, openTrace).pipe(
        Layer.provideMerge(storageLayer({ directory: data })),
        Layer.provideMerge(endpointsLayer({ transport, discovery: { clusterName, transport } })),
      );
      const context = yield* Layer.build(layer);
      const { driver, halted } = Context.get(context, EngineHost);
      const { discover } = Context.get(context, Endpoints);
      const queries = yield* Effect.acquireRelease(
        Effect.sync(
          () => new Queries(Context.get(context, Storage), () => driver.attemptsUnderWay),
        ),
        (opened) => Effect.sync(() => opened.close()),
      );
      const ingress = yield* serveIngress(driver, {
        host: settings.ingressHost ?? host,
        port: settings.ingressPort,
        graceMs: 0,
      });
      const query: Query = (text, format) =>
        Effect.promise((signal) => queries.ask(text, format, signal));
      const admin = yield* serveAdmin(
        { port: driver, discover, query },
        {
          host: settings.adminHost ?? host,
          port: settings.adminPort,
          ingressUrl: `${ingress.url}/`,
          clusterName,
          defaults,
        },
      );
      yield* Effect.logInfo("serving", { ingress: ingress.url, admin: admin.url, data });
      yield* announce({ ingress: ingress.url, admin: admin.url, data, pid: process.pid });
      yield* Effect.onInterrupt(halted, () => stopInOrder(driver, settings.drainGraceMs));
    }),
  );
}

function stopInOrder(
  driver: Context.Tag.Service<EngineHost>["driver"],
  graceMs: number,
): Effect.Effect<void> {
  return Effect.gen(function* () {
    yield* Effect.logInfo("stopping", { graceMs });
    const drained = yield* Effect.promise(() => driver.drain()).pipe(
      Effect.as(true),
      Effect.timeoutTo({ duration: graceMs, onSuccess: (done) => done, onTimeout: () => false }),
    );
    driver.stop();
    yield* Effect.logInfo(
      drained ? "stopped" : "stopped with attempts in flight; they go on at the next start",
    );
  });
}

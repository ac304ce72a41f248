import type { DeploymentDescription, StreamInputs } from "@holdfast/core";
import { Context, Effect, Layer, type Scope } from "effect";
import { discover, type DiscoveryOptions, type DiscoveryRequest } from "./discover.ts";
import type { DiscoveryError } from "./discovery-error.ts";
import type { TransportOptions } from "./options.ts";
import { makeStreams, type Streams } from "./streams.ts";

/** What the host uses of this folder: the streams of its engine, and discovery for its admin. */
export class Endpoints extends Context.Tag("holdfast/Endpoints")<
  Endpoints,
  {
    /** A stream transport that is closed with the scope. */
    readonly streams: (inputs: StreamInputs) => Effect.Effect<Streams, never, Scope.Scope>;
    readonly discover: (
      request: DiscoveryRequest,
    ) => Effect.Effect<DeploymentDescription, DiscoveryError>;
  }
>() {}

export interface EndpointsOptions {
  readonly transport?: Partial<TransportOptions>;
  readonly discovery?: Partial<DiscoveryOptions>;
}

/** Endpoints over HTTP. */
export function endpointsLayer(options: EndpointsOptions = {}): Layer.Layer<Endpoints> {
  return Layer.succeed(Endpoints, {
    streams: (inputs) =>
      Effect.acquireRelease(
        Effect.sync(() => makeStreams(options.transport ?? {}, inputs)),
        (streams) => Effect.promise(() => streams.close()),
      ),
    discover: (request) => discover(request, options.discovery),
  });
}

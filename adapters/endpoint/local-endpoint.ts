import type { DeploymentDescription } from "@holdfast/core";
import { Either } from "effect";
import { describeServices } from "./describe.ts";
import { type DiscoveryError, discoveryError } from "./discovery-error.ts";
import { readManifest } from "./manifest.ts";
import { protocolModeOf } from "./protocol-mode.ts";

/** One attempt of a handler in this process: bytes in, and out of `turn`. */
export interface LocalExchange {
  /** Whether the response is complete once what `turn` gave is sent. */
  readonly done: boolean;
  /** Takes bytes of the request, cut anywhere. */
  receive(bytes: Uint8Array): void;
  /** The request has ended. */
  closeInput(): void;
  /** The stream is gone; the handler is stopped at its next command. */
  abandon(): void;
  /** Lets the handler work until it is quiet; gives the bytes to send, in order. */
  turn(): Promise<readonly Uint8Array[]>;
}

/** The answer to the head of a request. */
export type LocalResponse = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
} & (
  | { readonly _tag: "Whole"; readonly body: Uint8Array }
  | { readonly _tag: "Stream"; readonly exchange: LocalExchange }
);

/** A service endpoint in this process, without a network. The `Endpoint` of @holdfast/sdk is one. */
export interface LocalEndpoint {
  /** What discovery would tell (wire facts 2.2). */
  manifest(): unknown;
  /** `onWork` is called when a turn of the exchange that it began is due. */
  answer(
    request: { readonly path: string; readonly headers: ReadonlyMap<string, string> },
    host: { readonly onWork: () => void },
  ): LocalResponse;
}

/** What the engine is told of such an endpoint, or why it cannot be served. */
export function describeLocally(
  uri: string,
  endpoint: LocalEndpoint,
): Either.Either<DeploymentDescription, DiscoveryError> {
  const body = Buffer.from(JSON.stringify(endpoint.manifest()));
  return Either.gen(function* () {
    const manifest = yield* readManifest(body);
    return {
      uri,
      httpVersion: "HTTP/2.0" as const,
      protocolMode: yield* protocolModeOf(manifest, "2.0"),
      minProtocolVersion: manifest.minProtocolVersion,
      maxProtocolVersion: manifest.maxProtocolVersion,
      sdkVersion: null,
      additionalHeaders: {},
      metadata: {},
      services: yield* describeServices(manifest),
    };
  }).pipe(Either.mapLeft((fault) => discoveryError(uri, fault)));
}

import type { DeploymentDescription } from "@holdfast/core";
import { Duration, Effect, Schedule } from "effect";
import { describeServices } from "./describe.ts";
import { type Destination, parseUri } from "./destination.ts";
import {
  badResponse,
  type DiscoveryError,
  discoveryError,
  type Fault,
  unreachable,
} from "./discovery-error.ts";
import { type Exchanged, exchange } from "./exchange.ts";
import { readManifest } from "./manifest.ts";
import { TRANSPORT_DEFAULTS, type TransportOptions } from "./options.ts";
import { protocolModeOf } from "./protocol-mode.ts";
import { headerValue } from "./response-head.ts";

/** What a registration says of an endpoint (wire facts 4.3). */
export interface DiscoveryRequest {
  readonly uri: string;
  /** Asks for HTTP/1.1 where HTTP/2 would be spoken. */
  readonly useHttp11: boolean;
  readonly additionalHeaders: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
}

export interface DiscoveryOptions {
  /** Sent as `x-restate-cluster-name` (wire facts 2.1). */
  readonly clusterName: string;
  readonly transport: TransportOptions;
  readonly maxManifestBytes: number;
  /** One request and its response; an endpoint that hangs longer is not asked again. */
  readonly exchangeTimeout: Duration.DurationInput;
  /** When a transient failure is tried again; it bounds the number of attempts. */
  readonly retry: Schedule.Schedule<unknown>;
}

/** Attempts in all, of which the first is none of the retries. */
const MAX_ATTEMPTS = 5;

/** Production values: with these, an unreachable endpoint is reported after about 1.7 s. */
export const DISCOVERY_DEFAULTS: DiscoveryOptions = {
  clusterName: "localcluster",
  transport: TRANSPORT_DEFAULTS,
  maxManifestBytes: 32 * 1024 * 1024,
  exchangeTimeout: "20 seconds",
  retry: Schedule.exponential("100 millis", 2).pipe(
    Schedule.jittered,
    Schedule.intersect(Schedule.recurs(MAX_ATTEMPTS - 1)),
  ),
};

/** Manifest versions that are understood, as they are asked for (wire facts 2.1). */
const MANIFEST_TYPES = [1, 2, 3, 4].map(
  (version) => `application/vnd.restate.endpointmanifest.v${version}+json`,
);

/** Statuses that a moment later may be another (wire facts 2.1). */
const TRANSIENT_STATUSES = new Set([408, 429, 500, 502, 503, 504]);

/** Asks an endpoint what it serves (wire facts 2), or says why it cannot be registered. */
export function discover(
  request: DiscoveryRequest,
  options: Partial<DiscoveryOptions> = {},
): Effect.Effect<DeploymentDescription, DiscoveryError> {
  const settings = { ...DISCOVERY_DEFAULTS, ...options };
  const parsed = parseUri(request.uri);
  if (parsed._tag === "BadUri") {
    const fault = { httpStatus: 400, errorCode: null, path: null, transient: false } as const;
    return Effect.fail(discoveryError(request.uri, { ...fault, reason: parsed.reason }));
  }
  return fetchManifest(parsed.destination, request, settings).pipe(
    Effect.flatMap((response) => describe(parsed.uri, request, response)),
    Effect.mapError((fault) => discoveryError(parsed.uri, fault)),
  );
}

function fetchManifest(
  destination: Destination,
  request: DiscoveryRequest,
  options: DiscoveryOptions,
): Effect.Effect<Exchanged, Fault> {
  const headers = new Map([
    ["accept", MANIFEST_TYPES.join(", ")],
    ["x-restate-cluster-name", options.clusterName],
  ]);
  for (const [name, value] of Object.entries(request.additionalHeaders)) {
    headers.set(name.toLowerCase(), value);
  }
  for (const [name, value] of options.transport.identity?.sign("/discover", null) ?? []) {
    headers.set(name, value);
  }
  const wireRequest = { path: `${destination.pathPrefix}discover`, headers: [...headers] };
  const timeout = Duration.decode(options.exchangeTimeout);
  return exchange(destination, wireRequest, request.useHttp11, {
    transport: options.transport,
    maxBodyBytes: options.maxManifestBytes,
  }).pipe(
    Effect.timeoutFail({
      duration: timeout,
      onTimeout: () =>
        unreachable(`the endpoint did not answer within ${Duration.format(timeout)}`, false),
    }),
    Effect.tap(checkStatus),
    Effect.retry({ while: (fault) => fault.transient, schedule: options.retry }),
  );
}

function checkStatus({ status, body }: Exchanged): Effect.Effect<void, Fault> {
  if (status >= 200 && status < 300) return Effect.void;
  const text = Buffer.from(body.subarray(0, MAX_BODY_SHOWN)).toString("utf8").trim();
  const said = text === "" ? "" : `; it said: ${text}`;
  const fault = unreachable(
    `the endpoint answered GET discover with status ${status}${statusAdvice(status)}${said}`,
    TRANSIENT_STATUSES.has(status),
  );
  return Effect.fail(fault);
}

/** Bytes of an error's body that go into the message about it. */
const MAX_BODY_SHOWN = 300;

function statusAdvice(status: number): string {
  if (status >= 300 && status < 400) return " (redirects are not followed; register its target)";
  if (status === 401 || status === 403) {
    return " (send its credentials as additional headers, or trust this server's identity there)";
  }
  if (status === 404) return " (is the path of the URI the one where the endpoint is mounted?)";
  return "";
}

function describe(
  uri: string,
  request: DiscoveryRequest,
  response: Exchanged,
): Effect.Effect<DeploymentDescription, Fault> {
  return Effect.gen(function* () {
    yield* checkContentType(headerValue(response.headers, "content-type"));
    const manifest = yield* readManifest(response.body);
    const protocolMode = yield* protocolModeOf(manifest, response.httpVersion);
    const services = yield* describeServices(manifest);
    return {
      uri,
      httpVersion: response.httpVersion === "2.0" ? "HTTP/2.0" : "HTTP/1.1",
      protocolMode,
      minProtocolVersion: manifest.minProtocolVersion,
      maxProtocolVersion: manifest.maxProtocolVersion,
      sdkVersion: headerValue(response.headers, "x-restate-server"),
      additionalHeaders: request.additionalHeaders,
      metadata: request.metadata,
      services,
    };
  });
}

function checkContentType(contentType: string | null): Effect.Effect<void, Fault> {
  if (contentType !== null && MANIFEST_TYPES.includes(contentType)) return Effect.void;
  const got = contentType === null ? "no content type" : `the content type "${contentType}"`;
  const reason =
    `the response has ${got}, and one of ${MANIFEST_TYPES.join(", ")} was expected; ` +
    "is there a Restate SDK endpoint at this URI?";
  return Effect.fail(badResponse(reason));
}

import { contentType, encodeUtf8, parseContentType } from "@holdfast/core";
import type { RunInfo } from "../machine/index.ts";
import { type Drain, drainMicrotasks } from "../promise/drain.ts";
import type { ServiceDefinition } from "../promise/definition.ts";
import { encodeJson } from "../promise/json.ts";
import type { Log } from "../promise/lines.ts";
import { Exchange } from "./exchange.ts";
import {
  LATEST_PROTOCOL_VERSION,
  type Manifest,
  MANIFEST_CONTENT_TYPE,
  manifestOf,
  OLDEST_PROTOCOL_VERSION,
} from "./manifest.ts";

/** Name and version, as `x-restate-server` gives them (wire facts 1.2). */
const SERVER = "holdfast-sdk-typescript/0.1.0";

/** The head of a request. */
export interface EndpointRequest {
  /** With its leading slash and whatever prefix the endpoint is mounted under. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: ReadonlyMap<string, string>;
}

/** The answer to a request: whole, or as a stream that goes on. */
export type EndpointResponse = {
  readonly status: number;
  readonly headers: ReadonlyMap<string, string>;
} & (
  | { readonly _tag: "Whole"; readonly body: Uint8Array }
  | { readonly _tag: "Stream"; readonly exchange: Exchange }
);

/** What an endpoint is made of. */
export interface EndpointOptions {
  readonly services: readonly ServiceDefinition[];
  /** Unix milliseconds. */
  readonly nowMs: () => number;
  /** How to find out that a handler is quiet; by microtasks where absent. */
  readonly drain?: Drain;
  /** Takes what handlers write to their console; nobody reads it where absent. */
  readonly log?: Log;
  /**
   * False keeps stack traces out of the failures that are sent, which are where absent. They name
   * files and lines, and each engine has its own way to write them.
   */
  readonly stacktraces?: boolean;
}

/** What one attempt tells the host that carries it. */
export interface AttemptHost {
  /** Its next `turn` is due. */
  readonly onWork: () => void;
  /** It executes a run. */
  readonly onRun?: (run: RunInfo) => void;
}

/**
 * A service endpoint without a transport: request heads and bytes in, bytes out.
 * Exists so that an HTTP server, a function platform and a simulator run handlers the same way.
 */
export class Endpoint {
  private readonly services: ReadonlyMap<string, ServiceDefinition>;
  private described: Manifest | null = null;
  private readonly nowMs: () => number;
  private readonly drain: Drain;
  private readonly log: Log;
  private readonly stacktraces: boolean;

  constructor({
    services,
    nowMs,
    drain = drainMicrotasks,
    log = ignore,
    stacktraces = true,
  }: EndpointOptions) {
    const byName = new Map(services.map((each) => [each.name, each]));
    if (byName.size !== services.length) {
      throw new Error("two services of one endpoint have the same name; rename one of them");
    }
    this.services = byName;
    this.nowMs = nowMs;
    this.drain = drain;
    this.log = log;
    this.stacktraces = stacktraces;
  }

  manifest(): Manifest {
    return (this.described ??= manifestOf(this.services.values()));
  }

  /** Answers a request; `host` is for what it may begin: an attempt, which is a stream. */
  answer({ path, headers }: EndpointRequest, host: AttemptHost): EndpointResponse {
    const segments = path.split("/").filter((segment) => segment !== "");
    const [last] = segments.slice(-1);
    if (last === "discover") return this.discovered();
    if (last === "health") return whole(200, "text/plain", encodeUtf8("OK"));
    const [verb, serviceName = "", handlerName = ""] = segments.slice(-3);
    if (verb !== "invoke") return problem(404, `there is nothing at '${path}'`);
    const version = parseContentType(headers.get("content-type") ?? "");
    if (
      version === null ||
      version < OLDEST_PROTOCOL_VERSION ||
      version > LATEST_PROTOCOL_VERSION
    ) {
      return problem(
        415,
        `content-type '${headers.get("content-type") ?? ""}' is not spoken here: expected ` +
          `protocol version ${OLDEST_PROTOCOL_VERSION} to ${LATEST_PROTOCOL_VERSION}`,
      );
    }
    const handler = this.services.get(serviceName)?.handlers.get(handlerName);
    if (handler === undefined) {
      return problem(404, `no handler '${serviceName}/${handlerName}' is bound to this endpoint`);
    }
    const { nowMs, drain, log, stacktraces } = this;
    const { onWork, onRun = ignore } = host;
    return {
      _tag: "Stream",
      status: 200,
      headers: new Map([
        ["content-type", contentType(version)],
        ["x-restate-server", SERVER],
      ]),
      exchange: new Exchange(handler, version, { nowMs, drain, log, stacktraces, onWork, onRun }),
    };
  }

  private discovered(): EndpointResponse {
    return whole(200, MANIFEST_CONTENT_TYPE, encodeJson(this.manifest()));
  }
}

function ignore(): void {
  // Nobody wants to know.
}

function whole(status: number, type: string, body: Uint8Array): EndpointResponse {
  const headers = new Map([
    ["content-type", type],
    ["x-restate-server", SERVER],
  ]);
  return { _tag: "Whole", status, headers, body };
}

function problem(status: number, message: string): EndpointResponse {
  return whole(status, "text/plain", encodeUtf8(message));
}

import type { HttpServerRequest, HttpServerResponse } from "@effect/platform";
import type { DeploymentDescription, RequestPort } from "@holdfast/core";
import type { Effect } from "effect";
import type { Fault } from "./fault.ts";
import type { AdminOptions } from "./options.ts";
import type { Registration } from "./register-request.ts";

/** Why an endpoint could not be discovered, as the one who registers it is told (2.3). */
export interface DiscoveryFault {
  readonly httpStatus: number;
  readonly errorCode: string | null;
  readonly message: string;
}

/** Asks an endpoint what it serves. */
export type Discover = (
  request: Pick<Registration, "uri" | "useHttp11" | "additionalHeaders" | "metadata">,
) => Effect.Effect<DeploymentDescription, DiscoveryFault>;

/** The answer to a query, rendered, or why there is none; `status` is that of HTTP. */
export type QueryAnswer =
  | { readonly _tag: "Answered"; readonly body: Uint8Array }
  | { readonly _tag: "Refused"; readonly status: number; readonly message: string };

/** Answers a query over what is stored. */
export type Query = (sql: string, format: "json" | "arrow") => Effect.Effect<QueryAnswer>;

/** What routes serve with. */
export interface Admin {
  readonly port: RequestPort;
  readonly discover: Discover;
  readonly query: Query;
  readonly options: AdminOptions;
}

/** Versions of the API, each a path prefix; null is the path without one (wire facts 4.1). */
export const API_VERSIONS = [null, 2, 3, 4] as const;
export type ApiVersion = (typeof API_VERSIONS)[number];

/** One request to a route. */
export interface Visit {
  readonly version: ApiVersion;
  readonly params: Readonly<Record<string, string | undefined>>;
  readonly query: URLSearchParams;
}

export type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

/** One method of one path, `:name` standing for a segment. */
export interface Route {
  readonly method: Method;
  readonly path: `/${string}`;
  readonly serve: (
    admin: Admin,
    visit: Visit,
  ) => Effect.Effect<
    HttpServerResponse.HttpServerResponse,
    Fault,
    HttpServerRequest.HttpServerRequest
  >;
}

/** The value of a path parameter; the router has it, or the route would not be served. */
export function param(visit: Visit, name: string): string {
  return visit.params[name] ?? "";
}

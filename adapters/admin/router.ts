import { HttpRouter, HttpServerRequest } from "@effect/platform";
import { Cause, Effect } from "effect";
import { adminError, faultResponse, unreadable } from "./fault.ts";
import { emptyResponse } from "./json.ts";
import { type Admin, API_VERSIONS, type ApiVersion, type Method, type Route } from "./route.ts";
import { DEPLOYMENT_ROUTES } from "./routes-deployments.ts";
import { INVOCATION_ROUTES } from "./routes-invocations.ts";
import { QUERY_ROUTES } from "./routes-query.ts";
import { SERVER_ROUTES } from "./routes-server.ts";
import { SERVICE_ROUTES } from "./routes-services.ts";

const ROUTES = [
  ...SERVER_ROUTES,
  ...DEPLOYMENT_ROUTES,
  ...SERVICE_ROUTES,
  ...INVOCATION_ROUTES,
  ...QUERY_ROUTES,
];
const METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const;

/** Paths are taken as they are, as the API that we match takes them. */
const EXACT_PATHS = {
  ignoreTrailingSlash: false,
  ignoreDuplicateSlashes: false,
  caseSensitive: true,
  maxParamLength: 4_096,
};

/** Answers all routes in all versions, and 404 where there is none (wire facts 4.1). */
export function makeApp(admin: Admin) {
  return HttpRouter.toHttpApp(makeRouter(admin)).pipe(
    HttpRouter.withRouterConfig(EXACT_PATHS),
    Effect.map(Effect.catchTag("RouteNotFound", () => Effect.succeed(emptyResponse(404)))),
  );
}

function makeRouter(admin: Admin) {
  let router: HttpRouter.HttpRouter = HttpRouter.empty;
  for (const version of API_VERSIONS) {
    for (const route of ROUTES) {
      const path = pathIn(version, route);
      router = HttpRouter.route(route.method)(router, path, serve(admin, version, route));
    }
    for (const path of new Set(ROUTES.map((route) => pathIn(version, route)))) {
      const allowed = allowedIn(version, path);
      for (const method of METHODS) {
        if (allowed.includes(method)) continue;
        router = HttpRouter.route(method)(router, path, methodNotAllowed(allowed));
      }
    }
  }
  return router.pipe(
    HttpRouter.all("/v1", Effect.succeed(faultResponse(tooOld))),
    HttpRouter.all("/v1/*", Effect.succeed(faultResponse(tooOld))),
  );
}

const tooOld = unreadable(400, "Admin API version V1 is not served; V2 to V4 are");

function serve(admin: Admin, version: ApiVersion, route: Route) {
  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest;
    const params = yield* HttpRouter.params;
    const { pathname, searchParams: query } = new URL(request.url, "http://admin");
    // No path of ours ends so; the router would take it for an empty last parameter.
    if (pathname.endsWith("/")) return emptyResponse(404);
    return yield* route.serve(admin, { version, params, query });
  }).pipe(
    Effect.catchTags({
      AdminError: (fault) => Effect.succeed(faultResponse(fault)),
      UnreadableError: (fault) => Effect.succeed(faultResponse(fault)),
    }),
    Effect.catchAllDefect((defect) =>
      Effect.as(
        Effect.logError(`${route.method} ${route.path} failed`, Cause.die(defect)),
        faultResponse(adminError(500, "internal error; the log of the server says more")),
      ),
    ),
  );
}

function pathIn(version: ApiVersion, { path }: Route): Route["path"] {
  return version === null ? path : `/v${version}${path}`;
}

/** Methods that a path has, in the order in which the answer names them. */
function allowedIn(version: ApiVersion, path: string): readonly string[] {
  const own = new Set<Method>();
  for (const route of ROUTES) if (pathIn(version, route) === path) own.add(route.method);
  return METHODS.filter((method) => own.has((method === "HEAD" ? "GET" : method) as Method));
}

function methodNotAllowed(allowed: readonly string[]) {
  return Effect.succeed(emptyResponse(405, { allow: allowed.join(",") }));
}

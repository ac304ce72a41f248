import * as http from "node:http";
import { HttpServer } from "@effect/platform";
import { NodeHttpServer } from "@effect/platform-node";
import { Data, Effect, type Scope } from "effect";
import { ADMIN_DEFAULTS, type AdminOptions } from "./options.ts";
import type { Admin } from "./route.ts";
import { makeApp } from "./router.ts";

/** A running admin API and where it is reached. */
export interface AdminServer {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
}

/** The admin API could not listen, for example because its port is taken. */
export class AdminListenError extends Data.TaggedError("AdminListenError")<{
  readonly host: string;
  readonly port: number;
  readonly message: string;
}> {}

/** What the admin API serves with. */
export type AdminParts = Omit<Admin, "options">;

/** Serves operators over HTTP/1.1 for as long as the scope is open (wire facts 4). */
export function serveAdmin(
  parts: AdminParts,
  options: Partial<AdminOptions> = {},
): Effect.Effect<AdminServer, AdminListenError, Scope.Scope> {
  const all = { ...ADMIN_DEFAULTS, ...options };
  return Effect.gen(function* () {
    const node = http.createServer({ requireHostHeader: false });
    const server = yield* Effect.mapError(
      NodeHttpServer.make(() => node, { host: all.host, port: all.port }),
      ({ cause }) => listenError(all, cause),
    );
    yield* Effect.addFinalizer(() => cutOffAfter(node, all.graceMs));
    const app = yield* makeApp({ ...parts, options: all });
    yield* HttpServer.serveEffect(app).pipe(Effect.provideService(HttpServer.HttpServer, server));
    return addressOf(server);
  });
}

/** The server closes once its connections have; those still open after the grace are cut. */
function cutOffAfter(node: http.Server, graceMs: number): Effect.Effect<void> {
  return Effect.sync(() => {
    const timer = setTimeout(() => node.closeAllConnections(), graceMs);
    node.once("close", () => clearTimeout(timer));
  });
}

function addressOf({ address }: HttpServer.HttpServer): AdminServer {
  if (address._tag === "UnixAddress") throw new Error("the admin API listens on TCP only");
  const { hostname, port } = address;
  const shown = hostname.includes(":") ? `[${hostname}]` : hostname;
  return { host: hostname, port, url: `http://${shown}:${port}` };
}

function listenError({ host, port }: AdminOptions, cause: unknown): AdminListenError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new AdminListenError({
    host,
    port,
    message: `the admin API cannot listen on ${host}:${port}: ${reason}`,
  });
}

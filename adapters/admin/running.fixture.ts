import * as http from "node:http";
import type { RequestPort } from "@holdfast/core";
import { Effect, Exit, Logger, LogLevel, Scope } from "effect";
import { type AdminServer, serveAdmin } from "./admin.ts";
import type { AdminOptions } from "./options.ts";
import type { Discover, Query } from "./route.ts";

/** An admin API that a test has started on a free port. */
export interface Running {
  readonly server: AdminServer;
  readonly stop: () => Promise<void>;
}

/** Where nothing is stored there is nothing to ask. */
export const noQueries: Query = () => Effect.die("nobody answers queries here");

export async function startAdmin(
  port: RequestPort,
  discover: Discover,
  options: Partial<AdminOptions> = {},
): Promise<Running> {
  const scope = await Effect.runPromise(Scope.make());
  const server = await Effect.runPromise(
    serveAdmin({ port, discover, query: noQueries }, { port: 0, ...options }).pipe(
      Scope.extend(scope),
      Logger.withMinimumLogLevel(LogLevel.None),
    ),
  );
  return { server, stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) };
}

/** One answer as it came. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string;
}

/** Sends one request on a connection of its own, its path as it is. */
export function send(
  server: AdminServer,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body: string | null = null,
): Promise<HttpAnswer> {
  const { host, port } = server;
  return new Promise((resolve, reject) => {
    const request = http.request(
      { host, port, method, path, headers, agent: false },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString(),
          }),
        );
      },
    );
    request.on("error", reject);
    request.end(body ?? undefined);
  });
}

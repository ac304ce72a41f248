import type { RequestPort } from "@holdfast/core";
import { Effect, Exit, Scope } from "effect";
import { type IngressServer, serveIngress } from "./ingress.ts";
import type { IngressOptions } from "./options.ts";

/** An ingress that a test has started on a free port. */
export interface Running {
  readonly server: IngressServer;
  readonly stop: () => Promise<void>;
}

export async function startIngress(
  port: RequestPort,
  options: Partial<IngressOptions> = {},
): Promise<Running> {
  const scope = await Effect.runPromise(Scope.make());
  const server = await Effect.runPromise(
    Scope.extend(serveIngress(port, { port: 0, graceMs: 0, ...options }), scope),
  );
  return { server, stop: () => Effect.runPromise(Scope.close(scope, Exit.void)) };
}

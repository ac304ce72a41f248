import type { RequestPort } from "@holdfast/core";
import { Data, Effect, type Scope } from "effect";
import { Listener } from "./listener.ts";
import { INGRESS_DEFAULTS, type IngressOptions } from "./options.ts";

/** A running ingress and where it is reached. */
export interface IngressServer {
  readonly host: string;
  readonly port: number;
  /** `http://host:port`, without a slash at the end. */
  readonly url: string;
}

/** The ingress could not listen, for example because its port is taken. */
export class IngressListenError extends Data.TaggedError("IngressListenError")<{
  readonly host: string;
  readonly port: number;
  readonly message: string;
}> {}

/**
 * Serves clients over HTTP/1.1 and HTTP/2 on one port for as long as the scope is open
 * (wire facts 3). Closing the scope stops it in order: see `IngressOptions.graceMs`.
 */
export function serveIngress(
  port: RequestPort,
  options: Partial<IngressOptions> = {},
): Effect.Effect<IngressServer, IngressListenError, Scope.Scope> {
  const all = { ...INGRESS_DEFAULTS, ...options };
  const start = Effect.tryPromise({
    try: async () => {
      const listener = new Listener(port, all);
      return { listener, address: await listener.listen() };
    },
    catch: (cause) => listenError(all, cause),
  });
  const stop = ({ listener }: { readonly listener: Listener }) =>
    Effect.promise(() => listener.stop());
  return Effect.map(Effect.acquireRelease(start, stop), ({ address }) => ({
    host: address.address,
    port: address.port,
    url: `http://${urlHost(address.address)}:${address.port}`,
  }));
}

function listenError({ host, port }: IngressOptions, cause: unknown): IngressListenError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new IngressListenError({
    host,
    port,
    message: `the ingress cannot listen on ${host}:${port}: ${reason}`,
  });
}

function urlHost(address: string): string {
  return address.includes(":") ? `[${address}]` : address;
}

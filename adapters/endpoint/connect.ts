import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls, type TLSSocket } from "node:tls";
import type { Clock } from "./clock.ts";
import type { Destination } from "./destination.ts";
import { describeError } from "./failure-text.ts";
import type { TlsOptions } from "./options.ts";

/** What TLS may agree to speak; plain connections speak what both sides know beforehand. */
export type Protocol = "h2" | "http/1.1";

export type Connected =
  | { readonly _tag: "Connected"; readonly socket: Socket; readonly protocol: Protocol | null }
  | { readonly _tag: "NotConnected"; readonly reason: string };

export interface ConnectOptions {
  readonly connectTimeoutMs: number;
  readonly keepAliveIntervalMs: number;
  readonly tls: TlsOptions;
  readonly clock: Clock;
}

/**
 * Opens one TCP or TLS connection, offering `protocols` where TLS can choose. `done` is called
 * once, unless the returned function is called first: it gives the attempt up.
 */
export function connect(
  destination: Destination,
  protocols: readonly Protocol[],
  options: ConnectOptions,
  done: (result: Connected) => void,
): () => void {
  const socket = destination.secure
    ? dialTls(destination, protocols, options)
    : dialTcp(destination, options);
  const finish = (result: Connected) => {
    stopTimer();
    socket.off("error", onError).off("close", onClose);
    if (result._tag === "NotConnected") discard(socket);
    done(result);
  };
  const fail = (reason: string) => finish({ _tag: "NotConnected", reason });
  const onError = (error: Error) => fail(describeError(error));
  const onClose = () => fail("the endpoint closed the connection before it was set up");
  const stopTimer = options.clock.after(options.connectTimeoutMs, () =>
    fail(`no connection within ${options.connectTimeoutMs} ms`),
  );
  socket.on("error", onError).on("close", onClose);
  socket.once(destination.secure ? "secureConnect" : "connect", () =>
    finish({ _tag: "Connected", socket, protocol: agreedProtocol(socket) }),
  );
  return () => {
    stopTimer();
    socket.off("error", onError).off("close", onClose);
    discard(socket);
  };
}

function dialTcp(destination: Destination, options: ConnectOptions): Socket {
  return connectTcp({ ...socketOptions(options), host: destination.host, port: destination.port });
}

function dialTls(
  destination: Destination,
  protocols: readonly Protocol[],
  options: ConnectOptions,
): TLSSocket {
  return connectTls({
    ...socketOptions(options),
    host: destination.host,
    port: destination.port,
    ALPNProtocols: [...protocols],
    // An address is no server name; its certificate is checked against the address all the same.
    ...(isIP(destination.host) === 0 ? { servername: destination.host } : {}),
    ...(options.tls.ca === null ? {} : { ca: options.tls.ca }),
  });
}

function socketOptions(options: ConnectOptions) {
  return {
    noDelay: true,
    keepAlive: true,
    keepAliveInitialDelay: options.keepAliveIntervalMs,
  };
}

function agreedProtocol(socket: Socket): Protocol | null {
  const agreed = "alpnProtocol" in socket ? socket.alpnProtocol : null;
  return agreed === "h2" || agreed === "http/1.1" ? agreed : null;
}

/** Destroys a socket whose later errors concern nobody any more. */
function discard(socket: Socket): void {
  socket.on("error", () => undefined);
  socket.destroy();
}

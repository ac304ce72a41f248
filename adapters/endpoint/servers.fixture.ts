// Endpoints on free ports of the loopback address, gone when the test is over.
import { createServer as createHttp1, type RequestListener } from "node:http";
import {
  createServer as createHttp2,
  type IncomingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import { type AddressInfo, createServer as createTcp, type Server, type Socket } from "node:net";
import { onTestFinished } from "vitest";

/** Listens on a free port until the test is over; gives the URI. */
export async function serve(server: Server, scheme = "http"): Promise<string> {
  const sockets = new Set<Socket>();
  for (const event of ["connection", "secureConnection"]) {
    server.on(event, (socket: Socket) => {
      sockets.add(socket);
      socket.on("error", () => undefined);
      socket.on("close", () => sockets.delete(socket));
    });
  }
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  });
  return `${scheme}://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

/** An HTTP/2 endpoint that hands each stream to `onStream`. */
export function serveHttp2(
  onStream: (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void,
  settings: { readonly maxConcurrentStreams?: number } = {},
): Promise<string> {
  const server = createHttp2({ settings });
  server.on("stream", (stream, headers) => {
    stream.on("error", () => undefined);
    onStream(stream, headers);
  });
  return serve(server);
}

/** An HTTP/1.1 endpoint. */
export function serveHttp1(listener: RequestListener): Promise<string> {
  return serve(createHttp1(listener));
}

/** A TCP server that hands each connection to `onSocket`. */
export function serveTcp(onSocket: (socket: Socket) => void): Promise<string> {
  return serve(createTcp(onSocket));
}

/** An address where nobody listens: a port that was free a moment ago. */
export async function deadUri(): Promise<string> {
  const server = createTcp();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return `http://127.0.0.1:${port}/`;
}

// Asking endpoints what they serve, with retries that do not wait.
import type { IncomingHttpHeaders } from "node:http2";
import { Effect, Schedule } from "effect";
import { discover, type DiscoveryOptions, type DiscoveryRequest } from "./discover.ts";
import { Happenings } from "./inbox.fixture.ts";
import { serveHttp2 } from "./servers.fixture.ts";

export const MANIFEST_TYPE = "application/vnd.restate.endpointmanifest.v4+json";
export const MANIFEST = {
  protocolMode: "BIDI_STREAM",
  minProtocolVersion: 5,
  maxProtocolVersion: 7,
  services: [{ name: "Greeter", ty: "SERVICE", handlers: [{ name: "greet" }] }],
};

const FOUR_RETRIES: Partial<DiscoveryOptions> = { retry: Schedule.recurs(4) };

export function ask(uri: string, request: Partial<DiscoveryRequest> = {}, options = FOUR_RETRIES) {
  const whole = { uri, useHttp11: false, additionalHeaders: {}, metadata: {}, ...request };
  return discover(whole, options);
}

export const succeed = (...args: Parameters<typeof ask>) => Effect.runPromise(ask(...args));
export const fail = (...args: Parameters<typeof ask>) =>
  Effect.runPromise(Effect.flip(ask(...args)));

/** An HTTP/2 endpoint that answers every request like this, and what it was asked. */
export async function answering(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const asked = new Happenings<IncomingHttpHeaders>();
  const uri = await serveHttp2((stream, got) => {
    asked.add(got);
    stream.respond({ ":status": status, "content-type": MANIFEST_TYPE, ...headers });
    stream.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  return { uri, asked };
}

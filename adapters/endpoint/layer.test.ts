import { Effect } from "effect";
import { describe, expect, test } from "vitest";
import { Inbox } from "./inbox.fixture.ts";
import { Endpoints, endpointsLayer } from "./layer.ts";
import { FRAME, serveRaw } from "./raw-http2.fixture.ts";

describe("the layer of endpoints", () => {
  test("closes a transport with its scope", async () => {
    const { uri, connections } = await serveRaw();
    const inbox = new Inbox();
    const program = Effect.gen(function* () {
      const endpoints = yield* Endpoints;
      const streams = yield* endpoints.streams(inbox.add);
      streams.open(1, { uri, httpVersion: "HTTP/2.0", path: "invoke/A/b", headers: [] });
      const [connection] = yield* Effect.promise(() => connections.first(1));
      yield* Effect.promise(() => connection?.received(FRAME.HEADERS, 1) ?? Promise.resolve([]));
    });
    await Effect.runPromise(program.pipe(Effect.scoped, Effect.provide(endpointsLayer())));
    expect(await connections.all[0]?.closed.first(1)).toEqual(["closed"]);
    expect(inbox.all).toEqual([]);
  });

  test("discovers with the options that it was given", async () => {
    const program = Effect.flatMap(Endpoints, (endpoints) =>
      endpoints.discover({ uri: "/", useHttp11: false, additionalHeaders: {}, metadata: {} }),
    );
    const error = await Effect.runPromise(
      program.pipe(Effect.flip, Effect.provide(endpointsLayer())),
    );
    expect(error._tag).toBe("DiscoveryError");
  });
});

import * as net from "node:net";
import { once } from "node:events";
import { MemoryTables, type RequestPort } from "@holdfast/core";
import { Deferred, Effect } from "effect";
import { afterEach, describe, expect, test } from "vitest";
import { serveAdmin } from "./admin.ts";
import { describeManifest } from "./manifest.fixture.ts";
import { PartitionPort } from "./partition-port.fixture.ts";
import type { Discover, DiscoveryFault } from "./route.ts";
import { type Running, send, startAdmin, noQueries } from "./running.fixture.ts";

const JSON_TYPE = { "content-type": "application/json" };
const INVOCATION = `inv_1${"0".repeat(30)}abc`;

let running: Running | null = null;
afterEach(async () => {
  await running?.stop();
  running = null;
});

const nobody: Discover = () =>
  Effect.fail({ httpStatus: 500, errorCode: "META0003", message: "nobody is there" });

async function start(
  discover: Discover = nobody,
  port: RequestPort = new PartitionPort(),
  options: Parameters<typeof startAdmin>[2] = {},
): Promise<Running> {
  running = await startAdmin(port, discover, options);
  return running;
}

describe("registration", () => {
  test("hands discovery what it needs, header names in lower case", async () => {
    const seen: unknown[] = [];
    const { server } = await start((request) => {
      seen.push(request);
      return nobody(request);
    });
    const body = {
      uri: "http://127.0.0.1:9",
      use_http_11: true,
      additional_headers: { "X-Foo": "Bar" },
      metadata: { a: "b" },
    };
    await send(server, "POST", "/deployments", JSON_TYPE, JSON.stringify(body));
    expect(seen).toEqual([
      expect.objectContaining({
        uri: "http://127.0.0.1:9",
        useHttp11: true,
        additionalHeaders: { "x-foo": "Bar" },
        metadata: { a: "b" },
      }),
    ]);
  });

  test.each<DiscoveryFault>([
    { httpStatus: 500, errorCode: "META0003", message: "nobody is there" },
    { httpStatus: 400, errorCode: "META0005", message: "that name is reserved" },
    { httpStatus: 500, errorCode: null, message: "that is no manifest" },
  ])("tells why discovery failed: $message", async (fault) => {
    const { server } = await start(() => Effect.fail(fault));
    const answer = await send(server, "POST", "/deployments", JSON_TYPE, '{"uri":"http://x/"}');
    const { httpStatus, errorCode, message } = fault;
    expect(answer.status).toBe(httpStatus);
    expect(JSON.parse(answer.body)).toEqual({
      message: errorCode === null ? message : `[${errorCode}] ${message}`,
      restate_code: errorCode,
    });
  });

  test("of a Lambda, or with authentication, is refused with a reason", async () => {
    const { server } = await start();
    const arn = JSON.stringify({ arn: "arn:aws:lambda:eu-central-1:123456789012:function:f:1" });
    const lambda = await send(server, "POST", "/deployments", JSON_TYPE, arn);
    expect(lambda.status).toBe(400);
    expect(JSON.parse(lambda.body)).toMatchObject({ restate_code: null });
    expect(lambda.body).toContain("Lambda");
    const auth = JSON.stringify({ uri: "http://x/", auth: { GoogleIdToken: {} } });
    const token = await send(server, "POST", "/deployments", JSON_TYPE, auth);
    expect(token.status).toBe(400);
    expect(token.body).toContain("auth");
  });

  test("says all that does not fit, and where", async () => {
    const { server } = await start();
    const body = JSON.stringify({ uri: "http://x/", force: 1, metadata: { a: 2 } });
    const answer = await send(server, "POST", "/deployments", JSON_TYPE, body);
    expect(answer.status).toBe(422);
    expect(answer.body).toContain("force");
    expect(answer.body).toContain("metadata.a");
  });

  test("whose chunked body is too long is answered 413", async () => {
    const { server } = await start(nobody, new PartitionPort(), { maxBodyBytes: 10 });
    const headers = { ...JSON_TYPE, "transfer-encoding": "chunked" };
    const answer = await send(server, "POST", "/deployments", headers, '{"uri":"http://x/"}');
    expect(answer.status).toBe(413);
  });
});

test("a handler with every setting is shown with what it says itself", async () => {
  const manifest = {
    protocolMode: "BIDI_STREAM",
    minProtocolVersion: 5,
    maxProtocolVersion: 6,
    services: [
      {
        name: "S",
        ty: "SERVICE",
        handlers: [{ name: "h", inactivityTimeout: 61_000, retryPolicyMaxAttempts: 3 }],
      },
    ],
  } as const;
  const { server } = await start((request) => Effect.succeed(describeManifest(manifest, request)));
  await send(server, "POST", "/deployments", JSON_TYPE, '{"uri":"http://x/"}');
  const { body } = await send(server, "GET", "/services/S/handlers/h");
  expect(JSON.parse(body)).toEqual({
    name: "h",
    inactivity_timeout: "1m 1s",
    public: true,
    input_description: "*/*",
    output_description: "application/json",
    retry_policy: { max_attempts: 3 },
  });
});

describe("a client that goes", () => {
  test("takes its request back from the engine", async () => {
    const asked = Effect.runSync(Deferred.make<void>());
    const cancelled = Effect.runSync(Deferred.make<void>());
    const port: RequestPort = {
      view: new MemoryTables(),
      request: () => {
        Effect.runSync(Deferred.succeed(asked, undefined));
        return () => Effect.runSync(Deferred.succeed(cancelled, undefined));
      },
    };
    const { server } = await start(nobody, port);
    const socket = net.connect(server.port, server.host);
    socket.write(`PATCH /invocations/${INVOCATION}/kill HTTP/1.1\r\nhost: x\r\n\r\n`);
    await Effect.runPromise(Deferred.await(asked));
    socket.destroy();
    await Effect.runPromise(Deferred.await(cancelled));
    expect(Effect.runSync(Deferred.isDone(cancelled))).toBe(true);
  });
});

describe("a stop", () => {
  test("cuts off what is not answered within the grace", async () => {
    const asked = Effect.runSync(Deferred.make<void>());
    const port: RequestPort = {
      view: new MemoryTables(),
      request: () => {
        Effect.runSync(Deferred.succeed(asked, undefined));
        return () => undefined;
      },
    };
    const { server, stop } = await start(nobody, port, { graceMs: 5 });
    const socket = net.connect(server.port, server.host);
    socket.write(`PATCH /invocations/${INVOCATION}/kill HTTP/1.1\r\nhost: x\r\n\r\n`);
    await Effect.runPromise(Deferred.await(asked));
    const closed = once(socket.resume(), "close");
    await stop();
    await closed;
    await expect(send(server, "GET", "/health")).rejects.toMatchObject({ code: "ECONNREFUSED" });
    running = null;
  });
});

test("a fault of ours is a 500 that tells nothing of the inside", async () => {
  const port: RequestPort = {
    view: new MemoryTables(),
    request: () => {
      throw new Error("the secret of the engine");
    },
  };
  const { server } = await start(nobody, port);
  const answer = await send(server, "PATCH", `/invocations/${INVOCATION}/kill`);
  expect(answer.status).toBe(500);
  expect(JSON.parse(answer.body)).toMatchObject({ restate_code: null });
  expect(answer.body).not.toContain("secret");
});

test("a port that is taken is an error that says so", async () => {
  const { server } = await start();
  const again = serveAdmin(
    { port: new PartitionPort(), discover: nobody, query: noQueries },
    { port: server.port },
  );
  const failure = await Effect.runPromise(Effect.flip(Effect.scoped(again)));
  expect(failure._tag).toBe("AdminListenError");
  expect(failure.message).toContain(String(server.port));
});

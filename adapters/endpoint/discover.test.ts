import type { IncomingHttpHeaders } from "node:http2";
import { Effect, Fiber, Schedule } from "effect";
import { describe, expect, test } from "vitest";
import { discover, type DiscoveryOptions, type DiscoveryRequest } from "./discover.ts";
import { Happenings } from "./inbox.fixture.ts";
import { FRAME, serveRaw } from "./raw-http2.fixture.ts";
import { deadUri, serveHttp1, serveHttp2, serveTcp } from "./servers.fixture.ts";

const MANIFEST_TYPE = "application/vnd.restate.endpointmanifest.v4+json";
const MANIFEST = {
  protocolMode: "BIDI_STREAM",
  minProtocolVersion: 5,
  maxProtocolVersion: 7,
  services: [{ name: "Greeter", ty: "SERVICE", handlers: [{ name: "greet" }] }],
};

const FOUR_RETRIES: Partial<DiscoveryOptions> = { retry: Schedule.recurs(4) };

function ask(uri: string, request: Partial<DiscoveryRequest> = {}, options = FOUR_RETRIES) {
  const whole = { uri, useHttp11: false, additionalHeaders: {}, metadata: {}, ...request };
  return discover(whole, options);
}

const succeed = (...args: Parameters<typeof ask>) => Effect.runPromise(ask(...args));
const fail = (...args: Parameters<typeof ask>) => Effect.runPromise(Effect.flip(ask(...args)));

/** An HTTP/2 endpoint that answers every request like this, and what it was asked. */
async function answering(body: unknown, status = 200, headers: Record<string, string> = {}) {
  const asked = new Happenings<IncomingHttpHeaders>();
  const uri = await serveHttp2((stream, got) => {
    asked.add(got);
    stream.respond({ ":status": status, "content-type": MANIFEST_TYPE, ...headers });
    stream.end(typeof body === "string" ? body : JSON.stringify(body));
  });
  return { uri, asked };
}

describe("discovery", () => {
  test("asks as endpoints expect to be asked, below the path of the URI", async () => {
    const { uri, asked } = await answering(MANIFEST);
    await succeed(
      `${uri}mounted`,
      { additionalHeaders: { "X-Api-Key": "secret" } },
      { clusterName: "cluster-a" },
    );
    expect(asked.all).toMatchObject([
      {
        ":method": "GET",
        ":path": "/mounted/discover",
        accept: [1, 2, 3, 4]
          .map((version) => `application/vnd.restate.endpointmanifest.v${version}+json`)
          .join(", "),
        "x-restate-cluster-name": "cluster-a",
        "x-api-key": "secret",
      },
    ]);
  });

  test("describes all that a manifest says", async () => {
    const options = {
      inactivityTimeout: 1,
      abortTimeout: 2,
      journalRetention: 3,
      enableLazyState: true,
      ingressPrivate: true,
      retryPolicyInitialInterval: 5,
      retryPolicyMaxInterval: 6,
      retryPolicyMaxAttempts: 0,
      retryPolicyExponentiationFactor: 1.5,
      retryPolicyOnMaxAttempts: "KILL",
      documentation: "What it does",
      metadata: { team: "a", __proto__x: "b" },
    };
    const { uri } = await answering(
      {
        ...MANIFEST,
        protocolMode: "REQUEST_RESPONSE",
        services: [
          {
            name: "Flow",
            ty: "WORKFLOW",
            handlers: [
              {
                name: "run",
                ty: "WORKFLOW",
                workflowCompletionRetention: 9,
                input: { required: true, contentType: "text/*", jsonSchema: { type: "string" } },
                output: { contentType: "a/b", setContentTypeIfEmpty: true, jsonSchema: true },
                ...options,
              },
              { name: "status", ty: "SHARED", idempotencyRetention: 4, input: {}, output: {} },
            ],
          },
        ],
      },
      200,
      { "x-restate-server": "restate-sdk-typescript/1.17.2" },
    );
    const described = await succeed(uri, {
      metadata: { build: "7" },
      additionalHeaders: { a: "b" },
    });
    const unset = {
      inactivityTimeoutMs: null,
      abortTimeoutMs: null,
      journalRetentionMs: null,
      idempotencyRetentionMs: null,
      workflowCompletionRetentionMs: null,
      enableLazyState: null,
      ingressPrivate: null,
      retryPolicy: {
        initialIntervalMs: null,
        exponentiationFactor: null,
        maxIntervalMs: null,
        maxAttempts: null,
        onMaxAttempts: null,
      },
    };
    expect(described).toEqual({
      uri,
      httpVersion: "HTTP/2.0",
      protocolMode: "RequestResponse",
      minProtocolVersion: 5,
      maxProtocolVersion: 7,
      sdkVersion: "restate-sdk-typescript/1.17.2",
      additionalHeaders: { a: "b" },
      metadata: { build: "7" },
      services: [
        {
          name: "Flow",
          type: "Workflow",
          options: unset,
          documentation: null,
          metadata: {},
          handlers: [
            {
              name: "run",
              type: "Workflow",
              input: { required: true, contentType: "text/*", jsonSchema: '{"type":"string"}' },
              output: { contentType: "a/b", setContentTypeIfEmpty: true, jsonSchema: "true" },
              options: {
                inactivityTimeoutMs: 1,
                abortTimeoutMs: 2,
                journalRetentionMs: 3,
                idempotencyRetentionMs: null,
                workflowCompletionRetentionMs: 9,
                enableLazyState: true,
                ingressPrivate: true,
                retryPolicy: {
                  initialIntervalMs: 5,
                  exponentiationFactor: 1.5,
                  maxIntervalMs: 6,
                  maxAttempts: 1,
                  onMaxAttempts: "Kill",
                },
              },
              documentation: "What it does",
              metadata: { team: "a", __proto__x: "b" },
            },
            {
              name: "status",
              type: "Shared",
              input: { required: false, contentType: null, jsonSchema: null },
              output: { contentType: null, setContentTypeIfEmpty: false, jsonSchema: null },
              options: { ...unset, idempotencyRetentionMs: 4 },
              documentation: null,
              metadata: {},
            },
          ],
        },
      ],
    });
  });

  test("says where a manifest is wrong, and of several faults all but the many", async () => {
    const handlers = Array.from({ length: 7 }, () => ({ name: "a-b" }));
    const { uri } = await answering({ ...MANIFEST, services: [{ name: "S", ty: "?", handlers }] });
    const error = await fail(uri);
    expect(error.path).toBe("services[0].ty");
    expect(error.message).toContain(
      `discovery of ${uri} failed at services[0].ty: ` +
        'expected one of VIRTUAL_OBJECT, SERVICE, WORKFLOW, got "?"; ' +
        "at services[0].handlers[0].name: expected a handler name that matches",
    );
    expect(error.message).toMatch(/; and 3 more$/);
  });

  test.each([
    ['{"__proto__": {}}', "__proto__"],
    [`{"future": ${"[".repeat(5_000)}${"]".repeat(5_000)}}`, "future"],
  ])("takes no field for another (%#)", async (body, path) => {
    const { uri } = await answering(body);
    expect((await fail(uri)).message).toContain(path);
  });

  test.each([
    [{}, "services"],
    ["\xff", "JSON"],
  ])("refuses what is none (%#)", async (body, why) => {
    const { uri } = await answering(body);
    const error = await fail(uri);
    expect(error.httpStatus).toBe(500);
    expect(error.message).toContain(why);
  });

  test.each([
    ["127.0.0.1:9080", "not an absolute URI"],
    ["http://h/?a=1", "query"],
  ])("refuses the URI %s", async (uri, why) => {
    expect(await fail(uri)).toMatchObject({
      httpStatus: 400,
      errorCode: null,
      message: expect.stringContaining(why) as string,
    });
  });
});

describe("discovery tries again", () => {
  test.each([408, 429, 500, 502, 503, 504])("after status %i", async (status) => {
    const { uri, asked } = await answering("not now", status);
    expect(await fail(uri)).toMatchObject({
      errorCode: "META0003",
      httpStatus: 500,
      message: expect.stringContaining(`with status ${status}; it said: not now`) as string,
    });
    expect(asked.all.length).toBe(5);
  });

  test.each([401, 404, 501])("but not after status %i", async (status) => {
    const { uri, asked } = await answering("no", status);
    expect(await fail(uri)).toMatchObject({ errorCode: "META0003", httpStatus: 500 });
    expect(asked.all.length).toBe(1);
  });

  test("but not after a bad manifest", async () => {
    const { uri, asked } = await answering({ ...MANIFEST, minProtocolVersion: 8 });
    await fail(uri);
    expect(asked.all.length).toBe(1);
  });

  test("until it succeeds", async () => {
    let left = 3;
    const uri = await serveHttp2((stream) => {
      left--;
      stream.respond({ ":status": left > 0 ? 503 : 200, "content-type": MANIFEST_TYPE });
      stream.end(JSON.stringify(MANIFEST));
    });
    expect((await succeed(uri)).services.length).toBe(1);
    expect(left).toBe(0);
  });

  test("after a reset, and reports the last one", async () => {
    const asked = new Happenings<"asked">();
    const uri = await serveHttp2((stream) => {
      asked.add("asked");
      stream.close(2);
    });
    expect(await fail(uri)).toMatchObject({
      errorCode: "META0003",
      message: expect.stringContaining("reset the stream with INTERNAL_ERROR (2)") as string,
    });
    expect(asked.all.length).toBe(5);
  });

  test("after a response that breaks off", async () => {
    const asked = new Happenings<"asked">();
    const uri = await serveTcp((socket) =>
      socket.once("data", () => {
        asked.add("asked");
        socket.end(
          `HTTP/1.1 200 OK\r\ncontent-type: ${MANIFEST_TYPE}\r\ncontent-length: 99\r\n\r\n{"pro`,
        );
      }),
    );
    expect(await fail(uri, { useHttp11: true })).toMatchObject({
      errorCode: null,
      message: expect.stringContaining("the response broke off") as string,
    });
    expect(asked.all.length).toBe(5);
  });

  test("where nobody listens", async () => {
    let retries = 0;
    const retry = Schedule.recurs(4).pipe(
      Schedule.tapOutput(() => Effect.sync(() => void retries++)),
    );
    const uri = await deadUri();
    expect(await fail(uri, {}, { retry })).toMatchObject({
      errorCode: "META0003",
      message: expect.stringContaining(`discovery of ${uri} failed: connection refused`) as string,
    });
    expect(retries).toBe(5);
  });
});

describe("discovery of an endpoint of another HTTP version", () => {
  test("says to ask for HTTP/1.1, once", async () => {
    const asked = new Happenings<"asked">();
    const uri = await serveHttp1((_, response) => response.end());
    const counted = await serveTcp((socket) =>
      socket.once("data", () => {
        asked.add("asked");
        socket.end("HTTP/1.1 400 Bad Request\r\n\r\n");
      }),
    );
    for (const target of [uri, counted]) {
      expect(await fail(target)).toMatchObject({
        errorCode: "META0014",
        httpStatus: 500,
        message: expect.stringContaining("register it with use_http_11") as string,
      });
    }
    expect(asked.all.length).toBe(1);
  });

  test("succeeds over HTTP/1.1 when asked to", async () => {
    const uri = await serveHttp1((request, response) => {
      response.setHeader("content-type", MANIFEST_TYPE);
      response.end(request.url === "/discover" ? JSON.stringify(MANIFEST) : "");
    });
    expect((await succeed(uri, { useHttp11: true })).httpVersion).toBe("HTTP/1.1");
  });

  test("says to ask for HTTP/2", async () => {
    const { uri } = await answering(MANIFEST);
    expect(await fail(uri, { useHttp11: true })).toMatchObject({
      errorCode: "META0003",
      message: expect.stringContaining("register it without use_http_11") as string,
    });
  });

  test("refuses streams both ways over HTTP/1.0", async () => {
    const uri = await serveTcp((socket) =>
      socket.once("data", () =>
        socket.end(
          `HTTP/1.0 200 OK\r\ncontent-type: ${MANIFEST_TYPE}\r\n\r\n${JSON.stringify(MANIFEST)}`,
        ),
      ),
    );
    expect(await fail(uri, { useHttp11: true })).toMatchObject({ errorCode: "META0015" });
  });
});

describe("discovery is bounded", () => {
  test("in the size of a manifest", async () => {
    const { uri } = await answering({ ...MANIFEST, padding: "x".repeat(10_000) });
    expect(await fail(uri, {}, { maxManifestBytes: 10_000 })).toMatchObject({
      errorCode: "META0013",
      message: expect.stringContaining("the manifest is larger than 10000 bytes") as string,
    });
  });

  test.each(["before its head", "within its body"])("in time, %s", async (place) => {
    const asked = new Happenings<"asked">();
    const uri = await serveHttp2((stream) => {
      asked.add("asked");
      if (place === "before its head") return;
      stream.respond({ ":status": 200, "content-type": MANIFEST_TYPE });
      stream.write("{");
    });
    const options = { ...FOUR_RETRIES, exchangeTimeout: "50 millis" as const };
    expect(await fail(uri, {}, options)).toMatchObject({
      errorCode: "META0003",
      message: expect.stringContaining("the endpoint did not answer within 50ms") as string,
    });
    expect(asked.all.length).toBe(1);
  });

  test("and frees its connection when it is interrupted", async () => {
    const { uri, connections } = await serveRaw();
    const fiber = Effect.runFork(ask(uri));
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    await Effect.runPromise(Fiber.interrupt(fiber));
    expect(await connection?.closed.first(1)).toEqual(["closed"]);
  });

  test("and frees its connection when it is done", async () => {
    const { uri, connections } = await serveRaw();
    const outcome = fail(uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.head(1, true);
    expect(await outcome).toMatchObject({ errorCode: "META0013" });
    expect(await connection?.closed.first(1)).toEqual(["closed"]);
  });
});

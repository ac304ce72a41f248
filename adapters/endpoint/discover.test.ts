import { describe, expect, test } from "vitest";
import { answering, fail, MANIFEST, MANIFEST_TYPE, succeed } from "./discovery.fixture.ts";
import { Happenings } from "./inbox.fixture.ts";
import { serveHttp1, serveTcp } from "./servers.fixture.ts";

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

  test("refuses a JSON schema that cannot be kept", async () => {
    const handler = { name: "h", input: { contentType: "a/b", jsonSchema: { default: "DEEP" } } };
    const service = { name: "S", ty: "SERVICE", handlers: [handler] };
    const manifest = JSON.stringify({ ...MANIFEST, services: [service] });
    const deep = "[".repeat(100_000) + "]".repeat(100_000);
    const { uri } = await answering(manifest.replace('"DEEP"', deep));
    expect(await fail(uri)).toMatchObject({
      httpStatus: 400,
      path: "services[0].handlers[0].input.jsonSchema",
    });
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

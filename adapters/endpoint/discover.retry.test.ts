import { Effect, Fiber, Schedule, TestClock, TestContext } from "effect";
import { describe, expect, test } from "vitest";
import { answering, ask, fail, MANIFEST, MANIFEST_TYPE, succeed } from "./discovery.fixture.ts";
import { Happenings } from "./inbox.fixture.ts";
import { FRAME, serveRaw } from "./raw-http2.fixture.ts";
import { deadUri, serveHttp2, serveTcp } from "./servers.fixture.ts";

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
    const timedOut = Effect.gen(function* () {
      const fiber = yield* Effect.fork(Effect.flip(ask(uri)));
      yield* Effect.promise(() => asked.first(1));
      yield* TestClock.adjust("20 seconds");
      return yield* Fiber.join(fiber);
    });
    expect(
      await Effect.runPromise(Effect.provide(timedOut, TestContext.TestContext)),
    ).toMatchObject({
      errorCode: "META0003",
      message: expect.stringContaining("the endpoint did not answer within 20s") as string,
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

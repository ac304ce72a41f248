import type { IncomingMessage, ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import { Happenings } from "./inbox.fixture.ts";
import { deadUri, serveHttp1, serveHttp2, serveTcp } from "./servers.fixture.ts";
import { startTransport, utf8 } from "./transport.fixture.ts";

const HTTP_11 = { httpVersion: "HTTP/1.1" } as const;
const MIB = 1024 * 1024;

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
}

/** An HTTP/1.1 endpoint whose exchanges the test carries on itself. */
async function heldEndpoint() {
  const opened = new Happenings<Exchange>();
  const uri = await serveHttp1((request, response) => opened.add({ request, response }));
  return { uri, opened };
}

describe("a stream over HTTP/1.1", () => {
  test("carries a request and its response, below the path of the URI", async () => {
    const { uri, opened } = await heldEndpoint();
    const { streams, inbox, open } = startTransport();
    open(1, `${uri}mounted/`, { ...HTTP_11, headers: [["x-restate-invocation-id", "inv_1"]] });
    streams.write(1, utf8("one,"));
    streams.write(1, utf8("two"));
    streams.closeWrite(1);
    const [exchange] = await opened.first(1);
    const body = new Happenings<string>();
    exchange?.request.on("data", (bytes: Buffer) => body.add(bytes.toString()));
    exchange?.request.on("end", () => body.add("end"));
    await body.until((all) => all.at(-1) === "end");
    exchange?.response.writeHead(200, {
      "content-type": "application/vnd.restate.invocation.v6",
      "x-restate-server": "sdk/1",
      "retry-after": "3",
    });
    exchange?.response.end("answer");
    expect(exchange?.request.method).toBe("POST");
    expect(exchange?.request.url).toBe("/mounted/invoke/Greeter/greet");
    expect(exchange?.request.headers).toMatchObject({
      host: new URL(uri).host,
      "x-restate-invocation-id": "inv_1",
    });
    expect(body.all.join("")).toBe("one,twoend");
    expect(await inbox.whole(1)).toEqual([
      {
        _tag: "StreamHead",
        stream: 1,
        status: 200,
        contentType: "application/vnd.restate.invocation.v6",
        server: "sdk/1",
        retryAfterMs: 3_000,
      },
      { _tag: "StreamBytes", stream: 1, bytes: Buffer.from("answer") },
      { _tag: "StreamEnd", stream: 1 },
    ]);
  });

  test("goes both ways at once", async () => {
    const uri = await serveHttp1((request, response) => {
      response.writeHead(200);
      response.flushHeaders();
      request.pipe(response);
    });
    const { streams, inbox, open } = startTransport();
    open(1, uri, HTTP_11);
    await inbox.first(1);
    streams.write(1, utf8("ping"));
    await inbox.until(() => inbox.bytes(1).toString() === "ping");
    streams.write(1, utf8("pong"));
    streams.closeWrite(1);
    await inbox.whole(1);
    expect(inbox.bytes(1).toString()).toBe("pingpong");
  });

  test("leaves its connection to the next one", async () => {
    const sockets = new Set<unknown>();
    const uri = await serveHttp1((request, response) => {
      sockets.add(request.socket);
      request.resume();
      request.on("end", () => response.end("x"));
    });
    const { streams, inbox, open } = startTransport();
    for (const stream of [1, 2, 3]) {
      open(stream, uri, HTTP_11);
      streams.closeWrite(stream);
      await inbox.whole(stream);
      streams.release(stream);
    }
    expect(sockets.size).toBe(1);
  });

  test("waits where there are no more connections, and may be refused then", async () => {
    const { uri, opened } = await heldEndpoint();
    const { streams, inbox, open } = startTransport({
      maxSocketsPerOrigin: 1,
      maxWaitingPerOrigin: 2,
    });
    for (const path of ["a", "b", "c"]) open(path.charCodeAt(0), uri, { ...HTTP_11, path });
    open(1, uri, HTTP_11);
    expect(await inbox.failure(1)).toContain("2 streams already wait for a connection");
    streams.abort("b".charCodeAt(0));
    const [first] = await opened.first(1);
    streams.closeWrite("a".charCodeAt(0));
    first?.response.end();
    await inbox.whole("a".charCodeAt(0));
    const [, second] = await opened.first(2);
    expect(second?.request.url).toBe("/c");
  });

  test("is not read under pressure", async () => {
    const { uri, opened } = await heldEndpoint();
    const { streams, inbox, open } = startTransport();
    open(1, uri, HTTP_11);
    const [exchange] = await opened.first(1);
    streams.pressure(true);
    exchange?.response.end("x".repeat(3 * MIB));
    await inbox.first(1);
    expect(inbox.bytes(1).length).toBe(0);
    streams.pressure(false);
    streams.closeWrite(1);
    await inbox.whole(1);
    expect(inbox.bytes(1).length).toBe(3 * MIB);
  });

  test("is over for the endpoint once it is aborted", async () => {
    const { uri, opened } = await heldEndpoint();
    const { streams, inbox, open } = startTransport();
    open(1, uri, HTTP_11);
    const [exchange] = await opened.first(1);
    const closed = new Happenings<"closed">();
    exchange?.response.on("close", () => closed.add("closed"));
    streams.abort(1);
    await closed.first(1);
    expect(exchange?.response.writableFinished).toBe(false);
    await streams.close();
    expect(inbox.all).toEqual([]);
  });

  test("is ended, drained and silent once it is released", async () => {
    const { uri, opened } = await heldEndpoint();
    const { streams, inbox, clock, open } = startTransport();
    open(1, uri, HTTP_11);
    const [exchange] = await opened.first(1);
    const closed = new Happenings<"closed">();
    exchange?.response.on("close", () => closed.add("closed"));
    exchange?.response.write("x".repeat(MIB));
    await inbox.until(() => inbox.bytes(1).length > 0);
    streams.release(1);
    const before = inbox.all.length;
    exchange?.request.resume();
    exchange?.response.end("x".repeat(MIB));
    await closed.first(1);
    expect(exchange?.response.writableFinished).toBe(true);
    await streams.close();
    expect(inbox.all.length).toBe(before);
    expect(clock.armed).toBe(0);
  });

  test("is cut off if it does not end in time after its release", async () => {
    const { uri, opened } = await heldEndpoint();
    const { streams, inbox, clock, open } = startTransport({ drainTimeoutMs: 5_000 });
    open(1, uri, HTTP_11);
    const [exchange] = await opened.first(1);
    exchange?.response.write("begun");
    await inbox.until(() => inbox.bytes(1).length > 0);
    const closed = new Happenings<"closed">();
    exchange?.response.on("close", () => closed.add("closed"));
    streams.release(1);
    clock.advance(5_000);
    await closed.first(1);
    expect(exchange?.response.writableFinished).toBe(false);
  });
});

describe("a stream over HTTP/1.1 fails", () => {
  test("where nobody listens", async () => {
    const { inbox, open } = startTransport();
    open(1, await deadUri(), HTTP_11);
    expect(await inbox.failure(1)).toContain("ECONNREFUSED");
  });

  test("where the endpoint serves HTTP/2 only, and says what to do", async () => {
    const uri = await serveHttp2(() => undefined);
    const { inbox, open } = startTransport();
    open(1, uri, HTTP_11);
    expect(await inbox.failure(1)).toContain(
      "the endpoint does not answer in HTTP/1.1; if it serves HTTP/2, register it without " +
        "use_http_11",
    );
  });

  test("where no connection comes about in time", async () => {
    const { uri } = await heldEndpoint();
    const { inbox, clock, open } = startTransport({ connectTimeoutMs: 10_000 });
    open(1, uri, HTTP_11);
    await Promise.resolve();
    await new Promise((resolve) => process.nextTick(resolve));
    clock.advance(10_000);
    expect(await inbox.failure(1)).toContain("no connection within 10000 ms");
  });

  test("where a header cannot be sent", async () => {
    const { uri } = await heldEndpoint();
    const { inbox, open } = startTransport();
    open(1, uri, { ...HTTP_11, headers: [["x-a", "line\r\nbreak"]] });
    expect(await inbox.failure(1)).toContain("the request cannot be sent: Invalid character");
  });

  test("where the endpoint goes away before it answers", async () => {
    const uri = await serveTcp((socket) => socket.once("data", () => socket.end()));
    const { inbox, open } = startTransport();
    open(1, uri, HTTP_11);
    expect(await inbox.failure(1)).toContain("closed the connection");
  });

  test("where the response is torn", async () => {
    const uri = await serveTcp((socket) =>
      socket.once("data", () => socket.end("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\ntorn")),
    );
    const { inbox, open } = startTransport();
    open(1, uri, HTTP_11);
    expect(await inbox.failure(1)).toContain(
      "the connection was lost before the response had ended",
    );
    expect(inbox.bytes(1).toString()).toBe("torn");
  });

  test("where the endpoint does not read", async () => {
    const uri = await serveTcp((socket) => socket.pause());
    const { streams, inbox, open } = startTransport({ maxUnsentBytes: MIB });
    open(1, uri, HTTP_11);
    streams.write(1, utf8("Start"));
    await Promise.resolve();
    for (let i = 0; i < 16; i++) streams.write(1, new Uint8Array(MIB));
    expect(await inbox.failure(1)).toContain("the endpoint reads too slowly");
  });
});

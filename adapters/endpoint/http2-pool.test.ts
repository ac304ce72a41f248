import type { ServerHttp2Stream } from "node:http2";
import { describe, expect, test } from "vitest";
import { Happenings } from "./inbox.fixture.ts";
import { FRAME, serveRaw } from "./raw-http2.fixture.ts";
import { deadUri, serveHttp2, serveTcp } from "./servers.fixture.ts";
import { startTransport } from "./transport.fixture.ts";

/** An endpoint that allows so many streams a connection, and what it was asked. */
async function limitedEndpoint(maxConcurrentStreams: number) {
  const opened = new Happenings<{ readonly path: string; readonly stream: ServerHttp2Stream }>();
  const sessions = new Set<unknown>();
  const uri = await serveHttp2(
    (stream, headers) => {
      sessions.add(stream.session);
      opened.add({ path: String(headers[":path"]), stream });
    },
    { maxConcurrentStreams },
  );
  const connections = () => sessions.size;
  return { uri, opened, connections };
}

describe("connections to one origin", () => {
  test("are shared by its streams, whatever their path", async () => {
    const { uri, opened, connections } = await limitedEndpoint(100);
    const { open } = startTransport();
    for (let i = 0; i < 50; i++) open(i, `${uri}${i % 2 === 0 ? "even/" : "odd/"}`);
    await opened.first(50);
    expect(connections()).toBe(1);
  });

  test("are dialled as the peer's limit asks for, and hold no more than it allows", async () => {
    const { uri, opened, connections } = await limitedEndpoint(2);
    const { open } = startTransport();
    for (let i = 0; i < 6; i++) open(i, uri);
    await opened.first(6);
    expect(connections()).toBe(3);
  });

  test("hold no more than our own limit, where the peer sets none", async () => {
    const { uri, opened, connections } = await limitedEndpoint(1_000);
    const { open } = startTransport({ maxStreamsPerSession: 5 });
    for (let i = 0; i < 20; i++) open(i, uri);
    await opened.first(20);
    expect(connections()).toBe(4);
  });

  test("are no more than their limit; further streams wait in order", async () => {
    const { uri, opened, connections } = await limitedEndpoint(1);
    const { streams, inbox, open } = startTransport({ maxSessionsPerOrigin: 2 });
    for (const path of ["a", "b", "c", "gone", "d"]) open(path.charCodeAt(0), uri, { path });
    streams.abort("g".charCodeAt(0));
    const [first, second] = await opened.first(2);
    expect(opened.all.map(({ path }) => path).sort()).toEqual(["/a", "/b"]);
    for (const next of [first, second])
      next?.stream.respond({ ":status": 200 }, { endStream: true });
    for (const stream of ["a", "b"]) {
      await inbox.whole(stream.charCodeAt(0));
      streams.release(stream.charCodeAt(0));
    }
    await opened.first(4);
    expect(opened.all.slice(2).map(({ path }) => path)).toEqual(["/c", "/d"]);
    expect(connections()).toBe(2);
  });

  test("let only so many streams wait", async () => {
    const uri = await serveTcp(() => undefined);
    const { inbox, open } = startTransport({ maxWaitingPerOrigin: 2 });
    for (const stream of [1, 2, 3]) open(stream, uri);
    expect(await inbox.failure(3)).toContain("2 streams already wait for room at this endpoint");
    expect(inbox.all.length).toBe(1);
  });

  test("are given up after a round without use, and dialled again when needed", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, inbox, clock, open } = startTransport({ keepAliveIntervalMs: 40_000 });
    open(1, uri);
    const [first] = await connections.first(1);
    await first?.received(FRAME.HEADERS, 1);
    first?.head(1, true);
    await inbox.whole(1);
    streams.release(1);
    await first?.received(FRAME.DATA, 1);
    clock.advance(40_000);
    await first?.received(FRAME.PING, 1);
    // When this second ping is answered, the answer to the first one has come.
    first?.send(FRAME.PING, 0, 0, new Uint8Array(8));
    await first?.received(FRAME.PING, 2);
    clock.advance(40_000);
    await first?.closed.first(1);
    expect(first?.frames.all.some(({ type }) => type === FRAME.GOAWAY)).toBe(true);
    open(2, uri);
    const [, second] = await connections.first(2);
    await second?.received(FRAME.HEADERS, 1);
  });

  test("that cannot be dialled fail those who wait only if there is no other", async () => {
    let accept = true;
    const { uri, connections } = await serveRaw((connection) => {
      if (accept) connection.settings(1);
      else connection.write("HTTP/1.1 400 Bad Request\r\n\r\n");
      accept = false;
    });
    const { streams, inbox, open } = startTransport();
    open(1, uri);
    const [first] = await connections.first(1);
    await first?.received(FRAME.HEADERS, 1);
    open(2, uri);
    // Our side closes it when it has seen that this is no HTTP/2.
    const [, second] = await connections.first(2);
    await second?.closed.first(1);
    first?.head(1, true);
    await inbox.whole(1);
    streams.release(1);
    await first?.received(FRAME.HEADERS, 2);
    expect(inbox.of(2)).toEqual([]);
  });

  test("that are lost are dialled again for those who wait", async () => {
    const { uri, connections } = await serveRaw((connection) => connection.settings(1));
    const { inbox, open } = startTransport({ maxSessionsPerOrigin: 1 });
    open(1, uri);
    open(2, uri);
    const [first] = await connections.first(1);
    await first?.received(FRAME.HEADERS, 1);
    first?.destroy();
    await inbox.failure(1);
    const [, second] = await connections.first(2);
    await second?.received(FRAME.HEADERS, 1);
    expect(inbox.of(2)).toEqual([]);
  });

  test("fail those who wait when an endpoint allows no streams at all", async () => {
    const { uri, connections } = await serveRaw((connection) => connection.settings(0));
    const { inbox, clock, open } = startTransport({ maxSessionsPerOrigin: 1 });
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.SETTINGS, 2);
    clock.advance(40_000);
    expect(await inbox.failure(1)).toContain(
      "it had room for no stream; the endpoint may allow none",
    );
  });

  test("follow a limit that the peer raises later", async () => {
    const { uri, connections } = await serveRaw((connection) => connection.settings(1));
    const { open } = startTransport({ maxSessionsPerOrigin: 1 });
    for (const stream of [1, 2, 3]) open(stream, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.settings(3);
    const heads = await connection?.received(FRAME.HEADERS, 3);
    expect(heads?.map(({ stream }) => stream)).toEqual([1, 3, 5]);
  });
});

describe("GOAWAY", () => {
  test("lets running streams go on, and sends new ones elsewhere", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport({ maxSessionsPerOrigin: 1 });
    open(1, uri);
    const [first] = await connections.first(1);
    await first?.received(FRAME.HEADERS, 1);
    first?.goaway(1);
    first?.head(1);
    await inbox.until(() => inbox.of(1).length > 0);
    open(2, uri);
    const [, second] = await connections.first(2);
    await second?.received(FRAME.HEADERS, 1);
    second?.head(1, true);
    await inbox.whole(2);
    first?.send(FRAME.DATA, 1, 1, Buffer.from("still here"));
    expect((await inbox.whole(1)).at(-1)?._tag).toBe("StreamEnd");
    expect(inbox.bytes(1).toString()).toBe("still here");
    expect(first?.frames.all.filter(({ type }) => type === FRAME.HEADERS).length).toBe(1);
  });

  test("fails the streams that the endpoint has not begun", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport();
    open(1, uri);
    open(2, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 2);
    connection?.goaway(1);
    expect(await inbox.failure(2)).toContain("the endpoint refused the stream");
    connection?.head(1, true);
    expect((await inbox.whole(1)).at(-1)?._tag).toBe("StreamEnd");
  });
});

describe("close", () => {
  test("ends every connection, silently, and leaves no timer", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, inbox, clock, open } = startTransport();
    const refused = await deadUri();
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    streams.release(1);
    open(2, uri);
    open(3, refused);
    open(4, "nonsense");
    await streams.close();
    await connection?.closed.first(1);
    expect(inbox.all).toEqual([]);
    expect(clock.armed).toBe(0);
    open(5, uri);
    await streams.close();
    expect(inbox.all).toEqual([]);
  });

  test("is possible at every step of a connection", async () => {
    const { uri } = await serveRaw();
    for (let turns = 0; turns < 12; turns++) {
      const { streams, inbox, open } = startTransport();
      open(1, uri);
      for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
      await streams.close();
      expect(inbox.all).toEqual([]);
    }
  });

  test("of an idle transport is done at once", async () => {
    const { streams } = startTransport();
    await expect(streams.close()).resolves.toBeUndefined();
  });
});

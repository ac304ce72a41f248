import { describe, expect, test } from "vitest";
import { Happenings } from "./inbox.fixture.ts";
import { FRAME, serveRaw } from "./raw-http2.fixture.ts";
import { deadUri, serveHttp1, serveHttp2, serveTcp } from "./servers.fixture.ts";
import { startTransport, utf8 } from "./transport.fixture.ts";

const MIB = 1024 * 1024;

describe("a stream that cannot be opened fails", () => {
  test("where nobody listens", async () => {
    const uri = await deadUri();
    const { inbox, open } = startTransport();
    open(1, uri);
    open(2, uri);
    const message =
      `the stream to ${uri}invoke/Greeter/greet failed: connection refused; ` +
      "is the endpoint running and listening there? (ECONNREFUSED)";
    expect(await inbox.failure(1)).toBe(message);
    expect(await inbox.failure(2)).toBe(message);
    expect(inbox.all.length).toBe(2);
  });

  test("where the URI is none, but never from inside the call", async () => {
    const { inbox, open } = startTransport();
    open(1, "ftp://127.0.0.1/");
    expect(inbox.all).toEqual([]);
    expect(await inbox.failure(1)).toContain(
      'the deployment\'s URI cannot be used: its scheme is "ftp"; only http and https are served',
    );
  });

  test.each([
    ["line\r\nbreak", 'Invalid character in header content ["x-a"]'],
    ["\u{1f600}", 'Invalid character in header content ["x-a"]'],
  ])("where a header cannot be sent", async (value, why) => {
    const uri = await serveHttp2(() => undefined);
    const { inbox, open } = startTransport();
    open(1, uri, { headers: [["x-a", value]] });
    expect(await inbox.failure(1)).toContain(`the request cannot be sent: ${why}`);
  });

  test("where the headers are more than endpoints take, and leaves all others alone", async () => {
    const opened = new Happenings<number>();
    const uri = await serveHttp2((_, headers) => opened.add(String(headers["x-key"]).length));
    const { inbox, open } = startTransport();
    open(1, uri, { headers: [["x-key", "k".repeat(48_000)]] });
    open(2, uri, { headers: [["x-key", "k".repeat(49_152)]] });
    expect(await inbox.failure(2)).toContain("the limit is 49152; is a key too long?");
    expect(await opened.first(1)).toEqual([48_000]);
    expect(inbox.of(1)).toEqual([]);
  });

  test("where the endpoint serves HTTP/1.1 only, and says what to do", async () => {
    const uri = await serveHttp1((_, response) => response.end());
    const { inbox, open } = startTransport();
    open(1, uri);
    expect(await inbox.failure(1)).toContain(
      "the endpoint does not answer in HTTP/2; " +
        "if it serves HTTP/1.1 only, register it with use_http_11 (HTTP/1.1)",
    );
  });

  test("where the endpoint closes the connection at once", async () => {
    const uri = await serveTcp((socket) => socket.end());
    const { inbox, open } = startTransport();
    open(1, uri);
    expect(await inbox.failure(1)).toContain(
      "the endpoint closed the connection before its HTTP/2 settings came",
    );
  });

  test("where the connection is taken and no word comes", async () => {
    const mute = new Happenings<"connected">();
    const uri = await serveTcp((socket) => {
      socket.once("data", () => mute.add("connected"));
    });
    const { inbox, clock, open } = startTransport({ connectTimeoutMs: 10_000 });
    open(1, uri);
    await mute.first(1);
    clock.advance(9_999);
    expect(inbox.all).toEqual([]);
    clock.advance(1);
    expect(await inbox.failure(1)).toContain(
      "connected, but no HTTP/2 settings came within 10000 ms",
    );
  });

  test("where not even the connection comes about", async () => {
    const uri = await serveHttp2(() => undefined);
    const { inbox, clock, open } = startTransport({ connectTimeoutMs: 10_000 });
    open(1, uri);
    // Nothing of the network has had a turn yet.
    clock.advance(10_000);
    expect(await inbox.failure(1)).toContain("no connection within 10000 ms");
  });

  test("where the endpoint leaves before it has begun", async () => {
    const { uri } = await serveRaw((connection) => {
      connection.settings(0);
      connection.goaway(0);
    });
    const { inbox, open } = startTransport();
    open(1, uri);
    expect(await inbox.failure(1)).toContain("the endpoint sent GOAWAY with NO_ERROR (0)");
  });
});

describe("an open stream fails", () => {
  test.each([
    [2, "the endpoint reset the stream with INTERNAL_ERROR (2)"],
    [8, "the endpoint reset the stream with CANCEL (8)"],
    [7, "the endpoint refused the stream before working on it (REFUSED_STREAM)"],
    [99, "the endpoint reset the stream with an unknown code (99)"],
  ])("when it is reset with code %i, after what came before", async (code, why) => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport();
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.head(1);
    connection?.send(FRAME.DATA, 0, 1, utf8("begun"));
    await inbox.until(() => inbox.bytes(1).length > 0);
    connection?.reset(1, code);
    expect(await inbox.failure(1)).toBe(`the stream to ${uri}invoke/Greeter/greet failed: ${why}`);
    expect(inbox.bytes(1).toString()).toBe("begun");
  });

  test("when it is reset although our side has ended", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, inbox, open } = startTransport();
    open(1, uri);
    streams.closeWrite(1);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.DATA, 1);
    connection?.head(1);
    connection?.reset(1, 8);
    expect(await inbox.failure(1)).toContain("CANCEL (8)");
  });

  test("but not when a whole response is followed by a reset without error", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport();
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.head(1);
    connection?.send(FRAME.DATA, 1, 1, utf8("all"));
    connection?.reset(1, 0);
    expect((await inbox.whole(1)).at(-1)?._tag).toBe("StreamEnd");
    expect(inbox.bytes(1).toString()).toBe("all");
  });

  test("when the connection is lost, and so do all others on it", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport();
    open(1, uri);
    open(2, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 2);
    connection?.head(1);
    await inbox.first(1);
    connection?.destroy();
    expect(await inbox.failure(1)).toContain("failed: the connection was lost: ");
    expect(await inbox.failure(2)).toContain("failed: the connection was lost: ");
  });

  test("when its response is none", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport();
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    const noStatus = Buffer.from([0x0f, 0x10, 1, 0x61]);
    connection?.send(FRAME.HEADERS, 4, 1, noStatus);
    expect(await inbox.failure(1)).toContain("PROTOCOL_ERROR (1)");
  });

  test("when the endpoint breaks the rules of HTTP/2, at the next sign of life at the latest", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, clock, open } = startTransport({
      keepAliveIntervalMs: 40_000,
      keepAliveTimeoutMs: 20_000,
    });
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.send(FRAME.DATA, 0, 1, utf8("data before any head"));
    // node:http2 answers this with GOAWAY, but that of Node 20 says nothing of it to us.
    await connection?.received(FRAME.GOAWAY, 1);
    clock.advance(40_000);
    clock.advance(20_000);
    expect(await inbox.failure(1)).toContain("the connection was lost: ");
  });

  test("when the endpoint gives its connection up with an error", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, open } = startTransport();
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.goaway(1, 11);
    expect(await inbox.failure(1)).toContain(
      "the connection was lost: the endpoint sent GOAWAY with ENHANCE_YOUR_CALM (11)",
    );
  });

  test("when the peer has died without a word", async () => {
    const { uri, connections } = await serveRaw();
    const { inbox, clock, open } = startTransport({
      keepAliveIntervalMs: 40_000,
      keepAliveTimeoutMs: 20_000,
    });
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    // The first ping is answered, the second is not.
    clock.advance(40_000);
    await connection?.received(FRAME.PING, 1);
    connection?.head(1);
    await inbox.first(1);
    if (connection !== undefined) connection.polite = false;
    clock.advance(40_000);
    await connection?.received(FRAME.PING, 2);
    clock.advance(19_999);
    expect(inbox.all.length).toBe(1);
    clock.advance(1);
    expect(await inbox.failure(1)).toContain(
      "the connection was lost: it gave no sign of life within 20000 ms (HTTP/2 ping)",
    );
  });
});

describe("an endpoint that does not read", () => {
  test("fails its stream at the limit, counted from the first write on", async () => {
    const { uri } = await serveRaw((connection) => connection.settings());
    const { streams, inbox, open } = startTransport({ maxUnsentBytes: 4 * MIB });
    open(1, uri);
    open(2, uri);
    const journal = new Uint8Array(8 * MIB);
    const chunk = new Uint8Array(MIB);
    streams.write(1, journal);
    streams.write(2, journal);
    await Promise.resolve();
    for (let i = 0; i < 5; i++) streams.write(1, chunk);
    const message = await inbox.failure(1);
    expect(message).toContain("failed: the endpoint reads too slowly: ");
    expect(message).toContain(`the limit is ${12 * MIB}`);
    expect(inbox.of(2)).toEqual([]);
  });

  test("fails its stream also while that still waits for a connection", async () => {
    const uri = await serveTcp(() => undefined);
    const { streams, inbox, open } = startTransport({ maxUnsentBytes: MIB });
    open(1, uri);
    streams.write(1, utf8("Start"));
    await Promise.resolve();
    streams.write(1, new Uint8Array(2 * MIB));
    expect(await inbox.failure(1)).toContain("the endpoint reads too slowly");
  });
});

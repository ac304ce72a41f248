import { constants, type ServerHttp2Stream } from "node:http2";
import { describe, expect, test } from "vitest";
import { Happenings } from "./inbox.fixture.ts";
import { FRAME, type Frame, serveRaw } from "./raw-http2.fixture.ts";
import { serveHttp2 } from "./servers.fixture.ts";
import { startTransport, utf8 } from "./transport.fixture.ts";

const CONTENT_TYPE = "application/vnd.restate.invocation.v6";

describe("a stream over HTTP/2", () => {
  test("carries bytes both ways, in order, below the path of the URI", async () => {
    const seen = new Happenings<Record<string, unknown>>();
    const uri = await serveHttp2((stream, headers) => {
      seen.add(headers);
      stream.respond({
        ":status": 200,
        "content-type": CONTENT_TYPE,
        "x-restate-server": "sdk/1.2.3",
      });
      stream.pipe(stream);
    });
    const { streams, inbox, open } = startTransport();
    open(1, `${uri}mounted/here/`, {
      headers: [
        ["content-type", CONTENT_TYPE],
        ["x-restate-invocation-id", "inv_1"],
        ["x-many", "a"],
        ["x-many", "b"],
      ],
    });
    streams.write(1, utf8("one,"));
    streams.write(1, utf8("two,"));
    await inbox.until(() => inbox.bytes(1).toString() === "one,two,");
    streams.write(1, utf8("three"));
    streams.closeWrite(1);
    const inputs = await inbox.whole(1);

    expect(seen.all[0]).toMatchObject({
      ":method": "POST",
      ":path": "/mounted/here/invoke/Greeter/greet",
      ":authority": new URL(uri).host,
      "content-type": CONTENT_TYPE,
      "x-restate-invocation-id": "inv_1",
      "x-many": "a, b",
    });
    expect(inputs[0]).toEqual({
      _tag: "StreamHead",
      stream: 1,
      status: 200,
      contentType: CONTENT_TYPE,
      server: "sdk/1.2.3",
      retryAfterMs: null,
    });
    expect(inbox.bytes(1).toString()).toBe("one,two,three");
    expect(inputs.at(-1)).toEqual({ _tag: "StreamEnd", stream: 1 });
  });

  test("sends its headers before anything is written", async () => {
    const opened = new Happenings<ServerHttp2Stream>();
    const uri = await serveHttp2(opened.add);
    const { open } = startTransport();
    open(1, uri);
    const [stream] = await opened.first(1);
    expect(stream?.readableEnded).toBe(false);
  });

  test("reports the status and how long to wait, whatever the status is", async () => {
    const uri = await serveHttp2((stream) => {
      stream.respond({ ":status": 503, "retry-after": "7" }, { endStream: true });
    });
    const { inbox, open } = startTransport();
    open(1, uri);
    expect(await inbox.whole(1)).toEqual([
      {
        _tag: "StreamHead",
        stream: 1,
        status: 503,
        contentType: null,
        server: null,
        retryAfterMs: 7_000,
      },
      { _tag: "StreamEnd", stream: 1 },
    ]);
  });

  test("takes what is written in one step in one DATA frame, with the end on it", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, open } = startTransport();
    open(1, uri);
    streams.write(1, utf8("Start"));
    streams.write(1, utf8("Input"));
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.DATA, 1);
    streams.write(1, utf8("Completion"));
    streams.closeWrite(1);
    await connection?.frames.until((all) =>
      all.some(({ type, flags }) => type === 0 && flags === 1),
    );
    const frames = connection?.frames.all.filter(({ type }) => type === FRAME.DATA) ?? [];
    expect(frames.map(({ payload, flags }) => [payload.toString(), flags])).toEqual([
      ["StartInput", 0],
      ["Completion", 1],
    ]);
  });

  test("may be written to after the endpoint has ended its side", async () => {
    const received = new Happenings<string>();
    const uri = await serveHttp2((stream) => {
      stream.respond({ ":status": 200 });
      stream.end();
      stream.on("data", (bytes: Buffer) => received.add(bytes.toString()));
      stream.on("end", () => received.add("end"));
    });
    const { streams, inbox, open } = startTransport();
    open(1, uri);
    await inbox.whole(1);
    streams.write(1, utf8("late"));
    streams.closeWrite(1);
    expect(await received.first(2)).toEqual(["late", "end"]);
  });

  test("lets its connection be sent far ahead", async () => {
    const { uri, connections } = await serveRaw();
    const { open } = startTransport({ sessionWindowBytes: 16 * 1024 * 1024 });
    open(1, uri);
    const [connection] = await connections.first(1);
    const [update] = (await connection?.received(FRAME.WINDOW_UPDATE, 1, 0)) ?? [];
    expect(update?.payload.readUInt32BE()).toBe(16 * 1024 * 1024 - 65_535);
  });

  test("carries more than all windows hold, both ways", async () => {
    const uri = await serveHttp2((stream) => {
      stream.respond({ ":status": 200 });
      stream.pipe(stream);
    });
    const { streams, inbox, open } = startTransport();
    const megabytes = 24;
    const chunk = new Uint8Array(1024 * 1024).fill(7);
    open(1, uri);
    for (let i = 0; i < megabytes; i++) streams.write(1, chunk);
    streams.closeWrite(1);
    await inbox.whole(1);
    expect(inbox.bytes(1).length).toBe(megabytes * chunk.length);
  });

  test("lets the engine answer from within an input", async () => {
    const uri = await serveHttp2((stream) => {
      stream.respond({ ":status": 200 });
      stream.pipe(stream);
    });
    const seen: string[] = [];
    const done = new Happenings<"done">();
    const { streams, inbox, open } = startTransport();
    const listen = (tag: string) => {
      seen.push(tag);
      if (tag === "StreamHead") streams.write(1, utf8("ping"));
      if (tag !== "StreamBytes") return;
      streams.abort(1);
      open(2, uri);
      streams.closeWrite(2);
      done.add("done");
    };
    inbox.listen((input) => {
      if (input.stream === 1) listen(input._tag);
    });
    open(1, uri);
    await done.first(1);
    await inbox.whole(2);
    expect(seen).toEqual(["StreamHead", "StreamBytes"]);
  });
});

describe("pressure", () => {
  test("stops reading of streams old and new, and resumes where it stopped", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, inbox, open } = startTransport();
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    streams.pressure(true);
    open(2, uri);
    open(3, uri);
    await connection?.received(FRAME.HEADERS, 3);
    for (const stream of [1, 3]) {
      connection?.head(stream);
      connection?.send(FRAME.DATA, 0, stream, utf8("first"));
      connection?.send(FRAME.DATA, 1, stream, utf8("second"));
    }
    // Frames of one connection come in order: all of the above came before this head.
    connection?.head(5);
    await inbox.until(() => inbox.of(3).length > 0);
    expect(inbox.all.filter(({ _tag }) => _tag !== "StreamHead")).toEqual([]);

    streams.pressure(false);
    for (const stream of [1, 2]) {
      await inbox.whole(stream);
      expect(inbox.bytes(stream).toString()).toBe("firstsecond");
    }
  });

  test("bounds what a paused stream is sent by its window", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, inbox, open } = startTransport({ streamWindowBytes: 400_000 });
    streams.pressure(true);
    open(1, uri);
    const [connection] = await connections.first(1);
    const [settings] = (await connection?.received(FRAME.SETTINGS, 1)) ?? [];
    expect(settings?.payload.includes(Buffer.from([0, 4, 0, 6, 0x1a, 0x80]))).toBe(true);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.head(1);
    for (let i = 0; i < 40; i++) connection?.send(FRAME.DATA, 0, 1, new Uint8Array(10_000));
    connection?.send(FRAME.PING, 0, 0, new Uint8Array(8));
    await connection?.received(FRAME.PING, 1);
    expect(connection?.frames.all.some(isWindowUpdateOf(1))).toBe(false);
    streams.pressure(false);
    await connection?.frames.until((all) => all.some(isWindowUpdateOf(1)));
    await inbox.until(() => inbox.bytes(1).length === 400_000);
  });
});

describe("abort", () => {
  test("resets the stream and silences it", async () => {
    const closed = new Happenings<number>();
    const uri = await serveHttp2((stream) => {
      stream.on("close", () => closed.add(stream.rstCode));
      stream.respond({ ":status": 200 });
      stream.write("some");
    });
    const { streams, inbox, open } = startTransport();
    open(1, uri);
    await inbox.until(() => inbox.bytes(1).length > 0);
    const before = inbox.of(1).length;
    streams.abort(1);
    expect(await closed.first(1)).toEqual([constants.NGHTTP2_CANCEL]);
    await streams.close();
    expect(inbox.of(1).length).toBe(before);
  });

  test("resets a stream that is paused and full of unread bytes, and frees its place", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, open } = startTransport({ maxSessionsPerOrigin: 1, maxStreamsPerSession: 1 });
    open(1, uri);
    open(2, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    streams.pressure(true);
    connection?.head(1);
    connection?.send(FRAME.DATA, 0, 1, new Uint8Array(10_000));
    connection?.send(FRAME.PING, 0, 0, new Uint8Array(8));
    await connection?.received(FRAME.PING, 1);
    streams.abort(1);
    const [reset] = (await connection?.received(FRAME.RST_STREAM, 1)) ?? [];
    expect(reset?.payload.readUInt32BE()).toBe(constants.NGHTTP2_CANCEL);
    const [, second] = (await connection?.received(FRAME.HEADERS, 2)) ?? [];
    expect(second?.stream).toBe(3);
  });

  test("of a stream that is unknown or over does nothing", () => {
    const { streams, inbox } = startTransport();
    streams.abort(99);
    streams.release(99);
    streams.write(99, utf8("x"));
    streams.closeWrite(99);
    expect(inbox.all).toEqual([]);
  });
});

describe("release", () => {
  test("ends our side, discards what still comes, and silences the stream", async () => {
    const happened = new Happenings<string>();
    const uri = await serveHttp2((stream) => {
      stream.respond({ ":status": 200 });
      stream.write("first");
      stream.resume();
      stream.on("end", () => stream.end("x".repeat(5_000_000)));
      stream.on("close", () => happened.add(`closed ${stream.rstCode}`));
    });
    const { streams, inbox, clock, open } = startTransport();
    open(1, uri);
    await inbox.until(() => inbox.bytes(1).length > 0);
    const before = inbox.all.length;
    streams.write(1, utf8("last words"));
    streams.release(1);
    expect(await happened.first(1)).toEqual(["closed 0"]);
    await streams.close();
    expect(inbox.all.length).toBe(before);
    expect(clock.armed).toBe(0);
  });

  test("drains a stream that was not read under pressure", async () => {
    const closed = new Happenings<number>();
    const uri = await serveHttp2((stream) => {
      stream.on("close", () => closed.add(stream.rstCode));
      stream.respond({ ":status": 200 });
      stream.resume();
      stream.end("x".repeat(5_000_000));
    });
    const { streams, inbox, open } = startTransport();
    streams.pressure(true);
    open(1, uri);
    await inbox.first(1);
    streams.release(1);
    expect(await closed.first(1)).toEqual([constants.NGHTTP2_NO_ERROR]);
  });

  test("resets a stream that does not end in time", async () => {
    const { uri, connections } = await serveRaw();
    const { streams, inbox, clock, open } = startTransport({ drainTimeoutMs: 5_000 });
    open(1, uri);
    const [connection] = await connections.first(1);
    await connection?.received(FRAME.HEADERS, 1);
    connection?.head(1);
    await inbox.first(1);
    streams.release(1);
    const [end] = (await connection?.received(FRAME.DATA, 1)) ?? [];
    expect(end?.flags).toBe(1);
    clock.advance(4_999);
    expect(connection?.frames.all.some(({ type }) => type === FRAME.RST_STREAM)).toBe(false);
    clock.advance(1);
    const [reset] = (await connection?.received(FRAME.RST_STREAM, 1)) ?? [];
    expect(reset?.payload.readUInt32BE()).toBe(constants.NGHTTP2_CANCEL);
  });
});

function isWindowUpdateOf(id: number): (frame: Frame) => boolean {
  return ({ type, stream }) => type === FRAME.WINDOW_UPDATE && stream === id;
}

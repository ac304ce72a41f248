import { Effect, Schedule } from "effect";
import { describe, expect, test } from "vitest";
import { discover } from "./discover.ts";
import { Happenings } from "./inbox.fixture.ts";
import { TRANSPORT_DEFAULTS } from "./options.ts";
import { serveHttp1, serveTcp } from "./servers.fixture.ts";
import { CERTIFICATE, serveHttp2Tls, serveHttps } from "./tls.fixture.ts";
import { startTransport, utf8 } from "./transport.fixture.ts";

const TRUSTING = { tls: { ca: CERTIFICATE } };
const HTTP_11 = { httpVersion: "HTTP/1.1" } as const;

const MANIFEST = JSON.stringify({
  protocolMode: "BIDI_STREAM",
  minProtocolVersion: 5,
  maxProtocolVersion: 7,
  services: [],
});
const MANIFEST_TYPE = "application/vnd.restate.endpointmanifest.v4+json";

describe("a stream over TLS", () => {
  test("is carried over HTTP/2", async () => {
    const uri = await serveHttp2Tls((stream) => {
      stream.respond({ ":status": 200 });
      stream.pipe(stream);
    });
    const { streams, inbox, open } = startTransport(TRUSTING);
    open(1, uri);
    streams.write(1, utf8("secret"));
    streams.closeWrite(1);
    await inbox.whole(1);
    expect(inbox.bytes(1).toString()).toBe("secret");
  });

  test("is carried to a host name", async () => {
    const uri = await serveHttp2Tls((stream, headers) => {
      stream.respond({ ":status": 200 });
      stream.end(String(headers[":authority"]));
    });
    const { inbox, open } = startTransport(TRUSTING);
    const named = uri.replace("127.0.0.1", "localhost");
    open(1, named);
    await inbox.whole(1);
    expect(inbox.bytes(1).toString()).toBe(new URL(named).host);
  });

  test("is carried over HTTP/1.1", async () => {
    const uri = await serveHttps((request, response) => request.pipe(response));
    const { streams, inbox, open } = startTransport(TRUSTING);
    open(1, uri, HTTP_11);
    streams.write(1, utf8("secret"));
    streams.closeWrite(1);
    await inbox.whole(1);
    expect(inbox.bytes(1).toString()).toBe("secret");
  });

  test.each([{ httpVersion: "HTTP/2.0" } as const, HTTP_11])(
    "fails where the certificate is not trusted ($httpVersion)",
    async (version) => {
      const uri = await (version === HTTP_11
        ? serveHttps((_, response) => response.end())
        : serveHttp2Tls(() => undefined));
      const { inbox, open } = startTransport();
      open(1, uri, version);
      expect(await inbox.failure(1)).toContain(
        "the endpoint's certificate is self-signed and not trusted (DEPTH_ZERO_SELF_SIGNED_CERT)",
      );
    },
  );

  test("fails where nobody answers in time, and closes the connection", async () => {
    const happened = new Happenings<string>();
    const uri = await serveTcp((socket) => {
      socket.once("data", () => happened.add("hello"));
      socket.on("close", () => happened.add("closed"));
    });
    const { inbox, clock, open } = startTransport({ ...TRUSTING, connectTimeoutMs: 10_000 });
    open(1, uri.replace("http:", "https:"));
    await happened.first(1);
    clock.advance(10_000);
    expect(await inbox.failure(1)).toContain("no connection within 10000 ms");
    expect(await happened.first(2)).toEqual(["hello", "closed"]);
  });

  test("fails where the endpoint does not offer HTTP/2, and says what to do", async () => {
    const uri = await serveHttps((_, response) => response.end());
    const { inbox, open } = startTransport(TRUSTING);
    open(1, uri);
    expect(await inbox.failure(1)).toContain("over TLS (ALPN)");
  });

  test.each([{ httpVersion: "HTTP/2.0" } as const, HTTP_11])(
    "fails where the endpoint speaks no TLS ($httpVersion)",
    async (version) => {
      const uri = await serveHttp1((_, response) => response.end());
      const { inbox, open } = startTransport(TRUSTING);
      open(1, uri.replace("http:", "https:"), version);
      expect(await inbox.failure(1)).toContain("the endpoint does not speak TLS");
    },
  );
});

describe("discovery over TLS", () => {
  const ask = (uri: string, useHttp11 = false) =>
    Effect.runPromise(
      discover(
        { uri, useHttp11, additionalHeaders: {}, metadata: {} },
        { retry: Schedule.stop, transport: { ...TRANSPORT_DEFAULTS, ...TRUSTING } },
      ),
    );

  test("takes HTTP/2 where it is offered", async () => {
    const uri = await serveHttp2Tls((stream) => {
      stream.respond({ ":status": 200, "content-type": MANIFEST_TYPE });
      stream.end(MANIFEST);
    });
    expect((await ask(uri)).httpVersion).toBe("HTTP/2.0");
  });

  test.each([false, true])("takes HTTP/1.1 where that is all (asked for: %s)", async (asked) => {
    const uri = await serveHttps((_, response) => {
      response.setHeader("content-type", MANIFEST_TYPE);
      response.end(MANIFEST);
    });
    expect((await ask(uri, asked)).httpVersion).toBe("HTTP/1.1");
  });
});

import { once } from "node:events";
import * as http2 from "node:http2";
import * as net from "node:net";
import { afterEach, expect, test } from "vitest";
import { FakePort } from "./fake-port.fixture.ts";
import { type Running, startIngress } from "./running.fixture.ts";
import { WaitingPort } from "./waiting-port.fixture.ts";

let running: Running | null = null;
const sessions: http2.ClientHttp2Session[] = [];
afterEach(async () => {
  for (const session of sessions.splice(0)) session.destroy();
  await running?.stop();
  running = null;
});

async function start(port: FakePort | WaitingPort): Promise<http2.ClientHttp2Session> {
  running = await startIngress(port);
  const session = http2.connect(running.server.url);
  sessions.push(session);
  return session;
}

interface Answer {
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

async function answerOf(stream: http2.ClientHttp2Stream): Promise<Answer> {
  const [headers] = (await once(stream, "response")) as [Answer["headers"]];
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return { headers, body: Buffer.concat(chunks).toString() };
}

const SERVICES = [
  {
    name: "Svc",
    type: "Service",
    handlers: ["echo", "headers", "failcode", "nothing"].map(
      (name) => ({ name, type: "Service" }) as const,
    ),
  },
] as const;

function post(client: http2.ClientHttp2Session, path: string, body: string) {
  const headers = { ":method": "POST", ":path": path, "content-type": "application/json" };
  return client.request(headers).end(body);
}

test("a call over HTTP/2 with prior knowledge", async () => {
  const client = await start(new FakePort(SERVICES));
  const { headers, body } = await answerOf(post(client, "/Svc/echo", "[1,2]"));
  expect(body).toBe("[1,2]");
  expect(headers).toMatchObject({
    ":status": 200,
    "content-type": "application/json",
    "content-length": "5",
    "access-control-allow-credentials": "true",
  });
  expect(headers["x-restate-id"]).toMatch(/^inv_1/);
});

test("headers reach the handler in order, the first of each, without HTTP/2's own", async () => {
  const client = await start(new FakePort(SERVICES));
  const stream = client.request({
    ":method": "GET",
    ":path": "/Svc/headers?x=1",
    "X-One": "1",
    "idempotency-key": "k",
    "x-two": ["2", "3"],
  });
  const { body } = await answerOf(stream);
  expect(JSON.parse(body)).toEqual([
    ["x-restate-ingress-path", "/Svc/headers?x=1"],
    ["x-one", "1"],
    ["x-two", "2"],
  ]);
});

test("failures keep their code, and an empty value ends with its headers", async () => {
  const client = await start(new FakePort(SERVICES));
  const failure = await answerOf(post(client, "/Svc/failcode", "418"));
  expect(failure.headers[":status"]).toBe(418);
  const beyond = await answerOf(post(client, "/Svc/failcode", "700"));
  expect(beyond.headers[":status"]).toBe(500);
  expect(JSON.parse(beyond.body)).toMatchObject({ code: 700, source: "invocation" });
  const empty = await answerOf(post(client, "/Svc/nothing", "1"));
  expect(empty).toMatchObject({ headers: { ":status": 200 }, body: "" });
  const head = await answerOf(client.request({ ":method": "HEAD", ":path": "/Svc/echo" }));
  expect(head).toMatchObject({ headers: { ":status": 405 }, body: "" });
});

test("a body of many frames arrives whole; one too long is refused in JSON", async () => {
  const client = await start(new FakePort(SERVICES));
  const text = JSON.stringify("x".repeat(5_000_000));
  const whole = await answerOf(post(client, "/Svc/echo", text));
  expect(whole.body).toBe(text);
  const stream = post(client, "/Svc/echo", " ".repeat(32 * 1024 * 1024 + 1));
  const refused = await answerOf(stream);
  expect(refused.headers[":status"]).toBe(413);
  expect(JSON.parse(refused.body)).toMatchObject({ code: 413, source: "ingress" });
});

test("streams wait side by side, and one that is reset cancels only itself", async () => {
  const port = new WaitingPort();
  const client = await start(port);
  const streams = ["1", "2", "3"].map((body) => post(client, "/Svc/echo", body));
  await port.count(3);
  const [first, second, third] = streams as [
    http2.ClientHttp2Stream,
    http2.ClientHttp2Stream,
    http2.ClientHttp2Stream,
  ];
  second.close(http2.constants.NGHTTP2_CANCEL);
  const cancelled = port.held.findIndex(({ body }) => body === "2");
  await port.until(() => port.at(cancelled).cancelled === 1);
  const answers = Promise.all([answerOf(first), answerOf(third)]);
  for (const held of [...port.held].reverse()) held.answer(`answer to ${held.body}`);
  expect((await answers).map(({ body }) => body)).toEqual(["answer to 1", "answer to 3"]);
  expect(port.held.map(({ cancelled }) => cancelled).reduce((a, b) => a + b)).toBe(1);
});

test("a connection that breaks cancels all its streams", async () => {
  const port = new WaitingPort();
  const client = await start(port);
  const streams = ["1", "2"].map((body) => post(client, "/Svc/echo", body));
  for (const stream of streams) stream.on("error", () => stream.close());
  await port.count(2);
  client.destroy();
  await port.until(() => port.held.every(({ cancelled }) => cancelled > 0));
  expect(port.held.map(({ cancelled }) => cancelled)).toEqual([1, 1]);
});

test("a preface in pieces is still HTTP/2, and a method that begins like it is HTTP/1", async () => {
  await start(new FakePort(SERVICES));
  const port = running?.server.port ?? 0;
  const pieces = net.connect(port, "127.0.0.1");
  pieces.setNoDelay(true);
  for (const piece of ["P", "RI * HTTP/2.0\r\n\r\n", "SM\r\n\r\n"]) {
    await new Promise<void>((resolve) => pieces.write(piece, () => resolve()));
    await new Promise<void>((resolve) => setImmediate(resolve));
  }
  const [frame] = (await once(pieces, "data")) as [Buffer];
  expect(frame[3]).toBe(4); // a SETTINGS frame
  pieces.destroy();

  const other = net.connect(port, "127.0.0.1");
  other.write("PROPFIND /Svc/echo HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n");
  const [bytes] = (await once(other, "data")) as [Buffer];
  expect(bytes.toString()).toMatch(/^HTTP\/1\.1 405 /);
  other.destroy();
});

test("a stop answers 503 to the streams that wait and closes the connection", async () => {
  const port = new WaitingPort();
  const client = await start(port);
  const stream = post(client, "/Svc/echo", "1");
  await port.count(1);
  const answer = answerOf(stream);
  const closed = once(client, "close");
  await running?.stop();
  expect((await answer).headers[":status"]).toBe(503);
  await closed;
  expect(port.at(0).cancelled).toBe(1);
  running = null;
});

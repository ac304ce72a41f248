import { Effect } from "effect";
import { afterEach, describe, expect, test } from "vitest";
import { serveIngress } from "./ingress.ts";
import { RawClient } from "./raw-client.fixture.ts";
import { type Running, startIngress } from "./running.fixture.ts";
import { WaitingPort } from "./waiting-port.fixture.ts";

let running: Running | null = null;
const clients: RawClient[] = [];
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await running?.stop();
  running = null;
});

async function start(options: Parameters<typeof startIngress>[1] = {}): Promise<WaitingPort> {
  const port = new WaitingPort();
  running = await startIngress(port, options);
  return port;
}

async function connect(): Promise<RawClient> {
  if (running === null) throw new Error("start an ingress first");
  const client = await RawClient.connect(running.server.port);
  clients.push(client);
  return client;
}

describe("a client that goes", () => {
  test("is told to the engine once", async () => {
    const port = await start();
    const client = await connect();
    client.send("POST", "/Svc/echo", [], "1");
    await port.count(1);
    expect(port.at(0).cancelled).toBe(0);
    client.close();
    await port.until(() => port.at(0).cancelled > 0);
    expect(port.at(0).cancelled).toBe(1);
    port.at(0).answer("too late");
  });

  test("after its answer is nobody's business", async () => {
    const port = await start();
    const client = await connect();
    client.send("POST", "/Svc/echo", [], "1");
    await port.count(1);
    port.at(0).answer("done");
    expect((await client.receive())?.body).toBe("done");
    client.close();
    const other = await connect();
    other.send("POST", "/Svc/echo", [], "2");
    await port.count(2);
    expect(port.at(0).cancelled).toBe(0);
  });

  test("takes all its pipelined requests with it", async () => {
    const port = await start();
    const client = await connect();
    for (const body of ["1", "2", "3"]) client.send("POST", "/Svc/echo", [], body);
    await port.count(3);
    client.close();
    await port.until(() => port.held.every(({ cancelled }) => cancelled === 1));
    expect(port.held).toHaveLength(3);
  });

  test("in the middle of its body is never heard of, and gives its room back", async () => {
    const port = await start({ maxBufferedBytes: 1_000 });
    const client = await connect();
    client.send("POST", "/Svc/echo", [["content-length", "900"]], "x".repeat(800));
    const second = await connect();
    await eventuallyStatus(second, 429);
    client.close();
    await eventuallyStatus(second, 200, port);
    expect(port.held.filter(({ body }) => body.startsWith("x"))).toEqual([]);
  });
});

/** Asks until the answer has a status: the other connection's bytes arrive when they arrive. */
async function eventuallyStatus(client: RawClient, status: number, port?: WaitingPort) {
  for (;;) {
    const before = port?.held.length ?? 0;
    client.send("POST", "/Svc/echo", [], "y".repeat(500));
    void port?.count(before + 1).then(() => port.at(before).answer("ok"));
    const answer = await client.receive();
    if (answer?.status === status) return;
  }
}

test("pipelined requests are answered in their order, whatever the order of the replies", async () => {
  const port = await start();
  const client = await connect();
  for (const body of ["1", "2", "3"]) client.send("POST", "/Svc/echo", [], body);
  await port.count(3);
  port.at(2).answer("third");
  port.at(0).answer("first");
  port.at(1).answer("second");
  const bodies = [await client.receive(), await client.receive(), await client.receive()];
  expect(bodies.map((answer) => answer?.body)).toEqual(["first", "second", "third"]);
});

test("a thousand requests wait at once and each gets its own answer", async () => {
  const port = await start();
  const all = await Promise.all(Array.from({ length: 1_000 }, () => connect()));
  all.forEach((client, i) => client.send("POST", "/Svc/echo", [], String(i)));
  await port.count(1_000);
  for (const held of [...port.held].reverse()) held.answer(`answer to ${held.body}`);
  const answers = await Promise.all(all.map((client) => client.receive()));
  expect(answers.map((answer) => answer?.body)).toEqual(all.map((_, i) => `answer to ${i}`));
});

test("bodies together beyond their room are refused, and the next is taken", async () => {
  const port = await start({ maxBufferedBytes: 100 });
  const client = await connect();
  client.send("POST", "/Svc/echo", [], "z".repeat(101));
  const refused = await client.receive();
  expect(refused?.status).toBe(429);
  expect(JSON.parse(refused?.body ?? "")).toMatchObject({ code: 429, source: "ingress" });
  client.send("POST", "/Svc/echo", [], "z".repeat(100));
  await port.count(1);
  port.at(0).answer("taken");
  expect((await client.receive())?.body).toBe("taken");
});

test("what is not HTTP is answered 400 and closed, and nobody else notices", async () => {
  const port = await start();
  const client = await connect();
  client.socket.write("hello there\r\n\r\n");
  await client.closed();
  const other = await connect();
  other.send("POST", "/Svc/echo", [], "1");
  await port.count(1);
  port.at(0).answer("fine");
  expect((await other.receive())?.body).toBe("fine");
});

describe("a stop", () => {
  test("lets what waits be answered and takes nothing new", async () => {
    const port = await start({ graceMs: 60_000 });
    const client = await connect();
    const idle = await connect();
    client.send("POST", "/Svc/echo", [], "1");
    await port.count(1);
    const stopped = running?.stop();
    client.send("POST", "/Svc/echo", [], "2");
    await expect(connect()).rejects.toMatchObject({ code: "ECONNREFUSED" });
    port.at(0).answer("in time");
    const answer = await client.receive();
    expect(answer?.body).toBe("in time");
    expect(answer?.headers["connection"]).toBe("close");
    await stopped;
    await Promise.all([client.closed(), idle.closed()]);
    expect(port.held).toHaveLength(1);
    running = null;
  });

  test("answers 503 to what waits longer, and tells the engine", async () => {
    const port = await start({ graceMs: 5 });
    const client = await connect();
    client.send("POST", "/Svc/echo", [], "1");
    await port.count(1);
    const stopped = running?.stop();
    const answer = await client.receive();
    expect(answer?.status).toBe(503);
    expect(JSON.parse(answer?.body ?? "")).toMatchObject({ code: 503, source: "ingress" });
    await stopped;
    expect(port.at(0).cancelled).toBe(1);
    running = null;
  });
});

test("a port that is taken is an error that says so", async () => {
  const port = await start();
  const taken = running?.server.port ?? 0;
  const failure = await Effect.runPromise(
    Effect.flip(Effect.scoped(serveIngress(port, { port: taken }))),
  );
  expect(failure._tag).toBe("IngressListenError");
  expect(failure.message).toContain(String(taken));
});

test("a content type that is no legal header is our fault and not the end of the server", async () => {
  const port = await start();
  const client = await connect();
  client.send("POST", "/Svc/echo", [], "1");
  await port.count(1);
  port.at(0).answer("value", "text/plain\r\nx-injected: 1");
  const answer = await client.receive();
  expect(answer?.status).toBe(500);
  expect(answer?.headers["x-injected"]).toBeUndefined();
});

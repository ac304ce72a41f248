import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { assertTraceAccepted } from "../torture/check-trace.ts";
import { Restartable, serverProgram, stablePort } from "../torture/processes.ts";
import { HostileEndpoint, MISDEEDS } from "./hostile-endpoint.fixture.ts";

/** What a caller reads of each misdeed: the code that wire facts 1.2 names, and what was wrong. */
const EXPECTED: Readonly<Record<string, RegExp>> = {
  wrongContentType:
    /content-type 'text\/html', expected 'application\/vnd\.restate\.invocation\.v6'/,
  otherVersion: /content-type 'application\/vnd\.restate\.invocation\.v5', expected/,
  notFound: /status 404, expected 200/,
  unsupported: /status 415: it does not speak protocol version 6/,
  overloaded: /status 503: it is overloaded/,
  torn: /ended inside a frame of type 0x0401/,
  tornHeader: /ended inside a frame header/,
  oversized: /0x0401 claims 3221225472 payload bytes, the limit is 33554432/,
  unknownType: /0x07ff.* is unknown/i,
  garbage: /SleepCommand|sleep/i,
  start: /start/i,
  notification: /sleep notification is not for an endpoint to send/,
  afterOutput: /a command after its output/,
  unknownRun: /completion 7, which is no run that waits for one/,
  noOutput: /End without an Output command/,
  endsEarly: /ended the stream without an End, Suspension or Error/,
  emptySuspension: /suspended without saying what it waits for/,
  stateOfService: /has no state/,
  resets: /connection|session|lost|reset|ended the stream/i,
  hangsBeforeHead: /neither suspended nor ended within/,
  hangsAfterHead: /neither suspended nor ended within/,
};

describe("an endpoint that misbehaves", () => {
  let folder = "";
  let trace = "";
  let ingress = "";
  let admin = "";
  let server: Restartable;
  let endpoint: HostileEndpoint;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "holdfast-hostile-"));
    const [ingressPort, adminPort] = [await stablePort(), await stablePort()];
    ingress = `http://127.0.0.1:${ingressPort}`;
    admin = `http://127.0.0.1:${adminPort}`;
    const [data, logPath] = [join(folder, "data"), join(folder, "server.log")];
    trace = join(folder, "trace.ndjson");
    const program = serverProgram({ data, ingressPort, adminPort, logPath, trace });
    server = new Restartable({
      ...program,
      env: {
        ...program.env,
        HOLDFAST_RETRY_POLICY_MAX_ATTEMPTS: "1",
        HOLDFAST_RETRY_POLICY_ON_MAX_ATTEMPTS: "Kill",
        HOLDFAST_INACTIVITY_TIMEOUT: "100 millis",
        HOLDFAST_ABORT_TIMEOUT: "300 millis",
      },
    });
    endpoint = await HostileEndpoint.open();
    await server.start();
    expect((await register(endpoint.uri)).status).toBe(201);
  }, 40_000);

  afterAll(async () => {
    endpoint.close();
    await server.kill();
    await assertTraceAccepted(trace);
    await rm(folder, { recursive: true });
  });

  const register = (uri: string): Promise<Response> => post(`${admin}/deployments`, { uri });
  const call = (handler: string): Promise<Response> => post(`${ingress}/Hostile/${handler}`, 1);

  it("has a misdeed behind every expectation, and the other way round", () => {
    expect([...Object.keys(EXPECTED), "well"].sort()).toEqual(Object.keys(MISDEEDS).sort());
  });

  for (const [handler, expected] of Object.entries(EXPECTED)) {
    it(`fails its own call by ${handler}, says why, and harms no other`, async () => {
      const beside = call("well");
      const failed = await call(handler);
      const body = (await failed.json()) as { readonly message: string; readonly source: string };
      expect(failed.status).toBeGreaterThanOrEqual(500);
      expect(failed.headers.get("x-restate-error-source")).toBe("invocation");
      expect(body.message).toMatch(expected);
      expect(await (await beside).text()).toBe('"well"');
      expect(await (await call("well")).text()).toBe('"well"');
    });
  }

  it("is not registered when its manifest is not one", async () => {
    const broken = await HostileEndpoint.open('{"services": 1}');
    const refused = await register(broken.uri);
    broken.close();
    expect(refused.status).toBe(500);
    expect(await refused.text()).toMatch(/at services: expected a list, got 1/);
    expect(await (await call("well")).text()).toBe('"well"');
  });

  it("is not registered when nobody listens there", async () => {
    const gone = await HostileEndpoint.open();
    gone.close();
    const refused = await register(gone.uri);
    expect(refused.status).toBe(500);
    expect(await refused.text()).toMatch(/META0003/);
  });
});

function post(url: string, body: unknown): Promise<Response> {
  const headers = { "content-type": "application/json", connection: "close" };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

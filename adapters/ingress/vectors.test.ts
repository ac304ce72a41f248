import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { FakePort, type ServiceEntry } from "./fake-port.fixture.ts";
import { type RawAnswer, RawClient } from "./raw-client.fixture.ts";
import { type Running, startIngress } from "./running.fixture.ts";

interface Response {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly cors?: boolean;
  readonly body: { readonly text: string } | { readonly json: unknown };
}

interface Vector {
  readonly name: string;
  readonly by: "ingress" | "engine";
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string | { readonly repeat: string; times: number; chunked?: boolean };
  };
  readonly response: Response;
  readonly ours?: { readonly response: Response };
}

const file = new URL("../../spec/vectors/ingress.json", import.meta.url);
const { services, vectors } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly services: readonly ServiceEntry[];
  readonly vectors: readonly Vector[];
};

/** Patterns of what differs from run to run. */
const PLACEHOLDERS: Readonly<Record<string, RegExp>> = {
  "{id}": /^inv_1[0-9A-Za-z]{33}$/,
  "{time}": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/,
  "{expires}": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+00:00$/,
};
const NOT_COMPARED = ["date", "connection", "keep-alive", "content-length"];
const CORS = {
  vary: "origin, access-control-request-method, access-control-request-headers",
  "access-control-allow-credentials": "true",
};

let running: Running;
beforeAll(async () => {
  running = await startIngress(new FakePort(services));
});
afterAll(() => running.stop());

describe("answers as observed", () => {
  const ours = vectors.filter(({ by }) => by === "ingress");
  test.each(ours.map((vector) => [vector.name, vector] as const))("%s", async (_, vector) => {
    const answer = await exchange(vector.request);
    const { status, headers, cors, body } = vector.ours?.response ?? vector.response;
    expect(answer.body, JSON.stringify(answer)).toSatisfy((text: string) => bodyFits(body, text));
    expect(answer.status).toBe(status);
    const expected = cors === false ? headers : { ...headers, ...CORS };
    const shown = Object.entries(answer.headers).filter(([name]) => !NOT_COMPARED.includes(name));
    expect(shown.map(([name]) => name).sort()).toEqual(Object.keys(expected).sort());
    for (const [name, value] of shown) {
      expect(value, name).toSatisfy((text: string) => fits(expected[name as "vary"], text));
    }
  });
});

async function exchange({ method, path, headers, body }: Vector["request"]): Promise<RawAnswer> {
  const client = await RawClient.connect(running.server.port);
  client.send(method, path, headers, wireBody(body));
  const answer = await client.receive(method === "HEAD");
  client.close();
  if (answer === null) throw new Error("the connection was closed without an answer");
  return answer;
}

function wireBody(body: Vector["request"]["body"]): string | null {
  if (body === undefined) return null;
  if (typeof body === "string") return body;
  const text = body.repeat.repeat(body.times);
  return body.chunked ? `${body.times.toString(16)}\r\n${text}\r\n0\r\n\r\n` : text;
}

function bodyFits(expected: Response["body"], text: string): boolean {
  if ("text" in expected) return expected.text === text;
  return fits(expected.json, JSON.parse(text));
}

/** Whether a value is the expected one, placeholders and `mentions` taken for what they mean. */
function fits(expected: unknown, value: unknown): boolean {
  if (typeof expected === "string") {
    const pattern = PLACEHOLDERS[expected];
    return pattern === undefined ? expected === value : pattern.test(String(value));
  }
  if (typeof expected !== "object" || expected === null) return expected === value;
  if ("mentions" in expected && Array.isArray(expected.mentions)) {
    return expected.mentions.every((word) => String(value).includes(String(word)));
  }
  if (typeof value !== "object" || value === null) return false;
  const names = Object.keys(expected).sort();
  return (
    names.join() === Object.keys(value).sort().join() &&
    names.every((name) => fits(expected[name as never], value[name as never]))
  );
}

import { readFileSync } from "node:fs";
import { formatInvocationId } from "@holdfast/core";
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { describeManifest, type Manifest } from "./manifest.fixture.ts";
import { PartitionPort } from "./partition-port.fixture.ts";
import type { Discover } from "./route.ts";
import { type HttpAnswer, type Running, send, startAdmin } from "./running.fixture.ts";

interface Vector {
  readonly name: string;
  readonly by?: "engine";
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers: readonly (readonly [string, string])[];
    readonly body?: string | { readonly repeat: string; readonly times: number };
  };
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly body: { readonly text: unknown } | { readonly json: unknown };
  };
}

const file = new URL("../../spec/vectors/admin.json", import.meta.url);
const { endpoints, vectors } = JSON.parse(readFileSync(file, "utf8")) as {
  readonly endpoints: Readonly<Record<string, Manifest>>;
  readonly vectors: readonly Vector[];
};

const ENDPOINT = "http://endpoint.example";
const INGRESS = "http://127.0.0.1:1/";
/** What labels such as `{dp3}` and `{running}` stand for; bound when they first appear. */
const bound = new Map([
  ["{unknown}", `inv_1${"0".repeat(30)}abc`],
  ["{endpoint}", ENDPOINT],
  ["{ingress}", INGRESS],
]);
const PATTERNS: Readonly<Record<string, RegExp>> = {
  "{time}": /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{9}Z$/,
};

const discover: Discover = (request) => {
  const manifest = endpoints[request.uri.slice(ENDPOINT.length + 1)];
  if (manifest === undefined) throw new Error(`no manifest at ${request.uri}`);
  return Effect.succeed(describeManifest(manifest, request));
};

const port = new PartitionPort();
let running: Running;
beforeAll(async () => {
  running = await startAdmin(port, discover, { ingressUrl: INGRESS });
});
afterAll(() => running.stop());

describe("answers as observed", () => {
  const ours = vectors.filter(({ by }) => by === undefined);
  test.each(ours.map((vector) => [vector.name, vector] as const))("%s", async (name, vector) => {
    if (name === "purge while running") startInvocations();
    const { method } = vector.request;
    const answer = await exchange(vector.request);
    const { status, headers, body } = vector.response;
    expect(answer.status, answer.body).toBe(status);
    for (const header of ["content-type", "location", "allow"]) {
      expect([header, unbind(answer.headers[header])]).toEqual([header, headers[header]]);
    }
    if (answer.body === "" && method !== "HEAD") expect(answer.headers["content-length"]).toBe("0");
    if ("text" in body) expect(compared(body.text, answer.body)).toEqual(body.text);
    else expect(compared(body.json, JSON.parse(answer.body))).toEqual(body.json);
  });
});

function exchange({ method, path, headers, body }: Vector["request"]): Promise<HttpAnswer> {
  const text = typeof body === "object" ? body.repeat.repeat(body.times) : body;
  const fields = Object.fromEntries(headers);
  return send(running.server, method, fill(path), fields, text === undefined ? null : fill(text));
}

/** Starts the invocations that the vectors after `purge while running` are about. */
function startInvocations(): void {
  const target = { service: "A1", key: null, handler: "h" };
  const common = { _tag: "Send", target, headers: [], body: new Uint8Array(0) } as const;
  const delays = { running: null, scheduled: 3_600_000, scheduled2: 3_600_000, running2: null };
  for (const [name, delayMs] of Object.entries(delays)) {
    port.request({ ...common, idempotencyKey: null, delayMs }, (reply) => {
      if (reply._tag !== "Accepted") throw new Error(`${name} was answered ${reply._tag}`);
      bound.set(`{${name}}`, formatInvocationId(reply.id));
    });
  }
}

function fill(text: string): string {
  return text.replace(/\{[a-z]+\d*\}/g, (label) => bound.get(label) ?? label);
}

/** The text with ids written as the labels they are bound to; a new deployment gets a label. */
function unbind(value: unknown): unknown {
  if (typeof value !== "string") return value;
  return value.replaceAll(ENDPOINT, "{endpoint}").replace(/dp_1[0-9A-Za-z]{22}/g, (id) => {
    for (const [label, known] of bound) if (known === id) return label;
    const count = [...bound.keys()].filter((label) => label.startsWith("{dp")).length;
    const label = `{dp${count + 1}}`;
    bound.set(label, id);
    return label;
  });
}

/** A value made comparable: where it is as it should be, it becomes what was expected. */
function compared(expected: unknown, value: unknown): unknown {
  if (typeof value === "string" && typeof expected === "string") {
    const pattern = PATTERNS[expected] ?? null;
    if (pattern !== null) return pattern.test(value) ? expected : value;
    return fill(expected) === value ? expected : unbind(value);
  }
  if (typeof expected !== "object" || expected === null) return value;
  if ("mentions" in expected && Array.isArray(expected.mentions)) {
    const all = expected.mentions.every((word) => String(value).includes(fill(String(word))));
    return all && String(value) !== "" ? expected : value;
  }
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    const items = Array.isArray(expected) ? (expected as readonly unknown[]) : [];
    return sorted(value).map((item, i) => compared(items[i], item));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, compared(expected[key as never], item)]),
  );
}

/** Lists come in any order; the vectors have them by name, or else by URI. */
function sorted(items: readonly unknown[]): readonly unknown[] {
  const key = (item: unknown) => {
    const { name, uri } = item as { readonly name?: string; readonly uri?: string };
    return name ?? uri ?? "";
  };
  return [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

import { readFileSync } from "node:fs";
import { createServer } from "node:http2";
import type { DeploymentDescription, Handler } from "@holdfast/core";
import { Effect, Either, Schedule } from "effect";
import { describe, expect, test } from "vitest";
import { discover } from "./discover.ts";
import { serve } from "./servers.fixture.ts";

interface Case {
  readonly name: string;
  readonly response: {
    readonly status: number;
    readonly headers: Readonly<Record<string, string>>;
    readonly contentType: string | null;
    readonly text?: string;
    readonly manifest?: unknown;
  };
  readonly observed: Answer;
  readonly ours?: Answer;
}

interface Answer {
  readonly status: number | null;
  readonly code: string | null;
  readonly sdkVersion?: string | null;
  readonly services?: readonly ObservedService[];
}

interface ObservedService {
  readonly name: string;
  readonly type: string;
  readonly handlers: readonly {
    readonly name: string;
    readonly type: string;
    readonly input: string;
    readonly output: string;
    readonly inputJsonSchema?: unknown;
    readonly outputJsonSchema?: unknown;
  }[];
}

const vector: { readonly cases: readonly Case[] } = JSON.parse(
  readFileSync(new URL("../../spec/vectors/discovery.json", import.meta.url), "utf8"),
);

async function answerTo({ response }: Case) {
  const server = createServer((_, reply) => {
    reply.statusCode = response.status;
    for (const [name, value] of Object.entries(response.headers)) reply.setHeader(name, value);
    if (response.contentType !== null) reply.setHeader("content-type", response.contentType);
    reply.end(response.text ?? JSON.stringify(response.manifest));
  });
  const uri = await serve(server);
  const request = { uri, useHttp11: false, additionalHeaders: {}, metadata: {} };
  return Effect.runPromise(Effect.either(discover(request, { retry: Schedule.stop })));
}

/** How the real server describes a handler's input, where no JSON schema says more. */
function inputDescription({ input }: Handler): string {
  if (input.contentType === null) return input.required ? "<invalid rules>" : "none";
  return input.contentType;
}

function outputDescription({ output }: Handler): string {
  if (output.contentType === null) return "none";
  return output.setContentTypeIfEmpty ? `optional ${output.contentType}` : output.contentType;
}

const byName = (a: { readonly name: string }, b: { readonly name: string }) =>
  a.name < b.name ? -1 : 1;

function observedForm(description: DeploymentDescription, as: readonly ObservedService[]) {
  return description.services.toSorted(byName).map((service, i) => ({
    name: service.name,
    type: service.type,
    handlers: service.handlers.map((handler, j) => {
      const seen = as[i]?.handlers[j];
      const hidden = seen?.inputJsonSchema !== undefined || seen?.input.startsWith("JSON ");
      return {
        name: handler.name,
        type: handler.type,
        input: hidden ? seen?.input : inputDescription(handler),
        output: seen?.output.startsWith("JSON ") ? seen.output : outputDescription(handler),
      };
    }),
  }));
}

describe("discovery answers what the real server was observed to answer", () => {
  test.each(vector.cases.map((item) => [item.name, item] as const))("%s", async (_, item) => {
    const expected = item.ours ?? item.observed;
    const answer = await answerTo(item);
    if (Either.isLeft(answer)) {
      const { httpStatus, errorCode, message } = answer.left;
      expect({ status: httpStatus, code: errorCode, message }).toMatchObject({
        status: expected.status,
        code: expected.code,
      });
      expect(message).toMatch(/^discovery of http:\/\/127\.0\.0\.1:\d+\/ failed/);
      return;
    }
    expect(expected.status).toBe(201);
    if (expected.services === undefined) return;
    expect(answer.right.sdkVersion).toBe(expected.sdkVersion);
    expect(observedForm(answer.right, expected.services.toSorted(byName))).toEqual(
      expected.services.toSorted(byName).map(({ name, type, handlers }) => ({
        name,
        type,
        handlers: handlers.map(({ name, type, input, output }) => ({ name, type, input, output })),
      })),
    );
  });
});

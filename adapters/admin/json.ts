import { HttpServerRequest, HttpServerResponse } from "@effect/platform";
import { Effect, Schema, Stream } from "effect";
import { type Fault, unreadable } from "./fault.ts";

/** Answers with a value in its shape; a value that breaks the shape is a fault of ours. */
export function respondJson<A, I>(
  schema: Schema.Schema<A, I>,
  value: A,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): Effect.Effect<HttpServerResponse.HttpServerResponse> {
  return Schema.encode(schema)(value).pipe(
    Effect.orDie,
    Effect.map((encoded) => HttpServerResponse.unsafeJson(encoded, options)),
  );
}

/** An answer without a body that says so, where the platform's own would be chunked. */
export function emptyResponse(
  status: number,
  headers: Readonly<Record<string, string>> = {},
): HttpServerResponse.HttpServerResponse {
  return HttpServerResponse.empty({ status, headers: { ...headers, "content-length": "0" } });
}

/** The JSON of a request's body; refusals are those of wire facts 4.1. */
export function readJson(
  maxBodyBytes: number,
): Effect.Effect<unknown, Fault, HttpServerRequest.HttpServerRequest> {
  return Effect.gen(function* () {
    const request = yield* HttpServerRequest.HttpServerRequest;
    if (!isJson(request.headers["content-type"] ?? "")) {
      return yield* Effect.fail(
        unreadable(415, "send the body with content-type application/json"),
      );
    }
    const text = yield* readText(request, maxBodyBytes);
    return yield* Effect.try({
      try: () => JSON.parse(text) as unknown,
      catch: (cause) => unreadable(400, `the body is not JSON: ${reason(cause)}`),
    });
  });
}

function readText(
  request: HttpServerRequest.HttpServerRequest,
  maxBodyBytes: number,
): Effect.Effect<string, Fault> {
  const tooLong = unreadable(413, `the body is longer than ${maxBodyBytes} bytes`);
  if (Number(request.headers["content-length"] ?? 0) > maxBodyBytes) return Effect.fail(tooLong);
  const chunks: Uint8Array[] = [];
  let size = 0;
  return request.stream.pipe(
    Stream.runForEach((chunk) =>
      Effect.sync(() => {
        size += chunk.length;
        // Beyond the limit it is read on and dropped: cut off, the client would see no answer.
        if (size <= maxBodyBytes) chunks.push(chunk);
        else chunks.length = 0;
      }),
    ),
    Effect.mapError((cause) => unreadable(400, `the body cannot be read: ${reason(cause)}`)),
    Effect.filterOrFail(
      () => size <= maxBodyBytes,
      () => tooLong,
    ),
    Effect.map(() => Buffer.concat(chunks).toString("utf8")),
  );
}

function isJson(contentType: string): boolean {
  const [essence = ""] = contentType.split(";");
  return /^application\/([^\s/]+\+)?json$/i.test(essence.trim());
}

function reason(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

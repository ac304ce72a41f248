import { HttpServerRequest, HttpServerResponse } from "@effect/platform";
import { Effect, Schema } from "effect";
import { adminError } from "./fault.ts";
import { readJson } from "./json.ts";
import { readShape } from "./read-shape.ts";
import type { Route } from "./route.ts";

const QueryRequest = Schema.Struct({ query: Schema.String });

const JSON_TYPE = "application/json";
const ARROW_TYPE = "application/vnd.apache.arrow.stream";

/** Answers a query in JSON to who accepts that and nothing else, and in Arrow's format to others. */
const query: Route = {
  method: "POST",
  path: "/query",
  serve: (admin) =>
    Effect.gen(function* () {
      const { headers } = yield* HttpServerRequest.HttpServerRequest;
      const body = yield* readJson(admin.options.maxBodyBytes);
      const { query: sql } = yield* readShape(QueryRequest, body);
      const isJson = headers["accept"] === JSON_TYPE;
      const answer = yield* admin.query(sql, isJson ? "json" : "arrow");
      if (answer._tag === "Refused") {
        return yield* Effect.fail(adminError(answer.status, answer.message));
      }
      const contentType = isJson ? JSON_TYPE : ARROW_TYPE;
      return HttpServerResponse.uint8Array(answer.body, { contentType });
    }),
};

export const QUERY_ROUTES: readonly Route[] = [query];

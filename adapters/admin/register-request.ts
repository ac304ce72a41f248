import { Effect, Either, Schema } from "effect";
import { type AdminError, adminError, type Fault, unreadable } from "./fault.ts";
import { why } from "./read-shape.ts";

/** A registration as the body of `POST /deployments` asks for it (wire facts 4.3). */
export interface Registration {
  readonly uri: string;
  readonly useHttp11: boolean;
  /** Names in lower case. */
  readonly additionalHeaders: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  /** Null where the body leaves it to the version of the API. */
  readonly force: boolean | null;
  readonly breaking: boolean;
  readonly dryRun: boolean;
}

const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\uffff]*$/;

const HeaderMap = Schema.Record({ key: Schema.String, value: Schema.String }).pipe(
  Schema.filter((headers) => {
    const bad = Object.entries(headers).find(
      ([name, value]) => !HEADER_NAME.test(name) || !HEADER_VALUE.test(value),
    );
    return bad === undefined || `'${bad[0]}' and its value are no legal header`;
  }),
);
const flag = Schema.optionalWith(Schema.Boolean, { default: () => false });

const Body = Schema.Struct({
  uri: Schema.NonEmptyString,
  additional_headers: Schema.optional(Schema.NullOr(HeaderMap)),
  metadata: Schema.optionalWith(Schema.Record({ key: Schema.String, value: Schema.String }), {
    default: () => ({}),
  }),
  auth: Schema.optional(Schema.Unknown),
  use_http_11: flag,
  force: Schema.optional(Schema.NullOr(Schema.Boolean)),
  breaking: flag,
  dry_run: flag,
});

const decode = Schema.decodeUnknownEither(Body, { errors: "all" });

/** Reads a registration; fails with what does not fit and where. */
export function readRegistration(body: unknown): Effect.Effect<Registration, Fault> {
  if (isRecord(body) && "arn" in body && !("uri" in body)) return Effect.fail(noLambda());
  const decoded = decode(body);
  if (Either.isLeft(decoded)) {
    return Effect.fail(unreadable(422, `the body is no registration: ${why(decoded.left)}`));
  }
  const { uri, additional_headers, metadata, auth, use_http_11, force, breaking, dry_run } =
    decoded.right;
  if (auth !== undefined && auth !== null) {
    return Effect.fail(adminError(400, "field 'auth': no kind of authentication is supported yet"));
  }
  return Effect.succeed({
    uri,
    useHttp11: use_http_11,
    additionalHeaders: lowerCaseNames(additional_headers ?? {}),
    metadata,
    force: force ?? null,
    breaking,
    dryRun: dry_run,
  });
}

function noLambda(): AdminError {
  return adminError(
    400,
    "field 'arn': deployments on AWS Lambda are not supported; register an HTTP endpoint by 'uri'",
  );
}

function lowerCaseNames(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

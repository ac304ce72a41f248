import { Either, ParseResult, Schema } from "effect";
import { type Fault, undecodable } from "./discovery-error.ts";

/** A schema whose refusal reads "expected …, got …" in the words of a manifest's author. */
function expecting<A, I>(what: string, schema: Schema.Schema<A, I>): Schema.Schema<A, I> {
  return refusing(what, schema, true);
}

/** The same for what has parts: a fault of a part is told as the part's. */
function expectingParts<A, I>(what: string, schema: Schema.Schema<A, I>): Schema.Schema<A, I> {
  return refusing(what, schema, false);
}

function refusing<A, I>(what: string, schema: Schema.Schema<A, I>, override: boolean) {
  return schema.annotations({
    message: ({ actual }) => ({ message: `expected ${what}, got ${shown(actual)}`, override }),
  });
}

const optional = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(schema, { exact: true });

const text = expecting("text", Schema.String);
const flag = expecting("true or false", Schema.Boolean);
const wholeNumber = Schema.Number.pipe(Schema.int(), Schema.between(0, Number.MAX_SAFE_INTEGER));
const milliseconds = expecting("a whole number of milliseconds, 0 or more", wholeNumber);
const count = expecting("a whole number, 0 or more", wholeNumber);
const version = expecting(
  "a whole number, 1 or more",
  wholeNumber.pipe(Schema.greaterThanOrEqualTo(1)),
);
const factor = expecting("a number", Schema.Number.pipe(Schema.finite()));
const metadata = expectingParts(
  "an object of texts",
  Schema.Record({ key: Schema.String, value: text }),
);

function oneOf<const T extends readonly string[]>(...names: T) {
  return expecting(`one of ${names.join(", ")}`, Schema.Literal(...names));
}

function named(what: string, pattern: RegExp) {
  return expecting(
    `${what} that matches ${pattern.source}`,
    Schema.String.pipe(Schema.pattern(pattern)),
  );
}

function object<Fields extends Schema.Struct.Fields>(fields: Fields) {
  return Schema.Struct(fields).annotations({
    message: ({ actual }) => ({
      message: `expected an object, got ${shown(actual)}`,
      override: false,
    }),
  });
}

function list<A, I>(item: Schema.Schema<A, I>) {
  return expectingParts("a list", Schema.Array(item));
}

/** What services and handlers may both set. */
const options = {
  inactivityTimeout: optional(milliseconds),
  abortTimeout: optional(milliseconds),
  journalRetention: optional(milliseconds),
  idempotencyRetention: optional(milliseconds),
  enableLazyState: optional(flag),
  ingressPrivate: optional(flag),
  retryPolicyInitialInterval: optional(milliseconds),
  retryPolicyMaxInterval: optional(milliseconds),
  retryPolicyMaxAttempts: optional(count),
  retryPolicyExponentiationFactor: optional(factor),
  retryPolicyOnMaxAttempts: optional(oneOf("PAUSE", "KILL")),
  documentation: optional(text),
  metadata: optional(metadata),
};

const HandlerManifest = object({
  name: named("a handler name", /^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9_]*$/),
  ty: optional(oneOf("WORKFLOW", "EXCLUSIVE", "SHARED")),
  input: optional(
    object({
      required: optional(flag),
      contentType: optional(text),
      jsonSchema: optional(Schema.Unknown),
    }),
  ),
  output: optional(
    object({
      contentType: optional(text),
      setContentTypeIfEmpty: optional(flag),
      jsonSchema: optional(Schema.Unknown),
    }),
  ),
  workflowCompletionRetention: optional(milliseconds),
  ...options,
});

const ServiceManifest = object({
  name: named("a service name", /^([a-zA-Z]|_[a-zA-Z0-9])[a-zA-Z0-9._-]*$/),
  ty: oneOf("VIRTUAL_OBJECT", "SERVICE", "WORKFLOW"),
  handlers: list(HandlerManifest),
  ...options,
});

const Manifest = object({
  protocolMode: optional(oneOf("BIDI_STREAM", "REQUEST_RESPONSE")),
  minProtocolVersion: version,
  maxProtocolVersion: version,
  lambdaCompression: optional(oneOf("zstd")),
  services: list(ServiceManifest),
});

/** A discovery manifest, v1 to v4, as endpoints send it (wire facts 2.2). */
export type Manifest = typeof Manifest.Type;
export type ServiceManifest = typeof ServiceManifest.Type;
export type HandlerManifest = typeof HandlerManifest.Type;

/** What services and handlers may both set, as it is named in the manifest. */
export type ManifestOptions = Omit<ServiceManifest, "name" | "ty" | "handlers">;

/** Faults told at once; whoever mends these sees the next ones. */
const MAX_FAULTS_TOLD = 5;

const decode = Schema.decodeUnknownEither(Manifest, {
  errors: "all",
  onExcessProperty: "error",
});

/** Reads a manifest; unknown fields are refused, as the real server does (wire facts 2.2). */
export function readManifest(body: Uint8Array): Either.Either<Manifest, Fault> {
  return Either.flatMap(parseJson(body), (json) =>
    Either.mapLeft(decode(withoutNulls(json)), schemaFault),
  );
}

function parseJson(body: Uint8Array): Either.Either<unknown, Fault> {
  if (body.length === 0) {
    return Either.left(undecodable("the response has no body, and a JSON manifest was expected"));
  }
  return Either.try({
    try: (): unknown =>
      JSON.parse(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(body)),
    catch: (error) =>
      undecodable(
        `the body is not JSON in UTF-8 (${error instanceof Error ? error.message : String(error)}); ` +
          `it begins with ${shown(Buffer.from(body.subarray(0, 60)).toString("latin1"))}`,
      ),
  });
}

/** Null stands for an absent field, everywhere but in metadata (observed on the real server). */
function withoutNulls(value: unknown, depth = 0): unknown {
  if (typeof value !== "object" || value === null || depth > MAX_MANIFEST_DEPTH) return value;
  if (Array.isArray(value)) return value.map((item) => withoutNulls(item, depth + 1));
  const kept: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(value)) {
    if (key === "metadata" || key === "jsonSchema") {
      if (key === "metadata" || field !== null) define(kept, key, field);
    } else if (field !== null) {
      define(kept, key, withoutNulls(field, depth + 1));
    }
  }
  return kept;
}

/** Manifest, services, service, handlers, handler, input: what lies deeper is no manifest. */
const MAX_MANIFEST_DEPTH = 6;

/** Sets a field even if it is called `__proto__`, so that it is refused like any unknown one. */
function define(target: Record<string, unknown>, key: string, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: true, configurable: true });
}

function schemaFault(error: ParseResult.ParseError): Fault {
  const issues = ParseResult.ArrayFormatter.formatErrorSync(error);
  const [first, ...others] = issues;
  if (first === undefined) return undecodable("the manifest does not have the form it must have");
  const also = others
    .slice(0, MAX_FAULTS_TOLD - 1)
    .map((issue) => `; at ${formatPath(issue.path)}: ${issueText(issue)}`);
  const more = others.length - also.length;
  const reason = issueText(first) + also.join("") + (more > 0 ? `; and ${more} more` : "");
  const path = formatPath(first.path);
  return undecodable(path === "" ? `the manifest: ${reason}` : reason, path === "" ? null : path);
}

function issueText(issue: ParseResult.ArrayFormatterIssue): string {
  switch (issue._tag) {
    case "Missing":
      return "it is missing or null";
    case "Unexpected":
      return "no manifest version from v1 to v4 has a field of this name";
    default:
      return issue.message;
  }
}

/** `services[0].handlers[1].name`, as one would write it in code. */
function formatPath(path: readonly PropertyKey[]): string {
  let formatted = "";
  for (const part of path) {
    if (typeof part === "number") formatted += `[${part}]`;
    else formatted += formatted === "" ? String(part) : `.${String(part)}`;
  }
  return formatted;
}

const MAX_SHOWN = 80;

/** A value as a message can carry it: JSON, cut short. */
function shown(value: unknown): string {
  if (typeof value === "object" && value !== null)
    return Array.isArray(value) ? "a list" : "an object";
  const json = JSON.stringify(value) ?? String(value);
  return json.length <= MAX_SHOWN ? json : `${json.slice(0, MAX_SHOWN)}…`;
}

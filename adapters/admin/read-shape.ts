import { Effect, Either, ParseResult, Schema } from "effect";
import { type Fault, unreadable } from "./fault.ts";

/** Reads a request's body as what it has to be; fails with what does not fit and where (4.1). */
export function readShape<A, I>(
  schema: Schema.Schema<A, I>,
  body: unknown,
): Effect.Effect<A, Fault> {
  const decoded = Schema.decodeUnknownEither(schema, { errors: "all" })(body);
  if (Either.isRight(decoded)) return Effect.succeed(decoded.right);
  return Effect.fail(unreadable(422, `the body does not fit: ${why(decoded.left)}`));
}

/** What does not fit, in a line. */
export function why(error: ParseResult.ParseError): string {
  const issues = ParseResult.ArrayFormatter.formatErrorSync(error);
  return issues
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
    .join("; ");
}

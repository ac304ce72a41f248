import { HttpServerResponse } from "@effect/platform";
import { Data } from "effect";

/** A request that cannot be served; answered as the JSON of wire facts 4.1. */
export class AdminError extends Data.TaggedError("AdminError")<{
  readonly status: number;
  readonly message: string;
  /** Documented code such as `META0006`, or null. */
  readonly restateCode: string | null;
}> {}

/** A request that does not even read as one; answered in plain text (wire facts 4.1). */
export class UnreadableError extends Data.TaggedError("UnreadableError")<{
  readonly status: number;
  readonly message: string;
}> {}

export type Fault = AdminError | UnreadableError;

export function adminError(
  status: number,
  message: string,
  restateCode: string | null = null,
): AdminError {
  return new AdminError({ status, message, restateCode });
}

export function unreadable(status: number, message: string): UnreadableError {
  return new UnreadableError({ status, message });
}

/** The answer that a fault is. A documented code stands before its message as well. */
export function faultResponse(fault: Fault): HttpServerResponse.HttpServerResponse {
  switch (fault._tag) {
    case "AdminError": {
      const { status, message, restateCode } = fault;
      const shown = restateCode === null ? message : `[${restateCode}] ${message}`;
      const body = { message: shown, restate_code: restateCode };
      return HttpServerResponse.unsafeJson(body, { status });
    }
    case "UnreadableError":
      return HttpServerResponse.text(fault.message, {
        status: fault.status,
        contentType: "text/plain; charset=utf-8",
      });
    default:
      return fault satisfies never;
  }
}

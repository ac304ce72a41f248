import type { AttemptFailure } from "../model/index.ts";
import { contentType, type ProtocolVersion } from "../wire/index.ts";

/** The endpoint asks to be left alone for a while; it alone may say for how long (wire facts 1.2). */
export const OVERLOADED = "RT0023";

/** A fault found on our side of the stream, with its documented code (wire facts 1.2, 1.12). */
export function fault(errorCode: string, message: string, code = 500): AttemptFailure {
  return { code, errorCode, message, stacktrace: "", relatedCommand: null };
}

/** The endpoint broke the service protocol (wire facts 1.6). */
export function violation(message: string): AttemptFailure {
  return fault("RT0012", message, 571);
}

/** What is wrong with the head of a response, or null (wire facts 1.2). */
export function headFault(
  status: number,
  given: string | null,
  version: ProtocolVersion,
): AttemptFailure | null {
  const expected = contentType(version);
  if (status === 200) {
    if (given === expected) return null;
    return violation(
      `the endpoint answered with content-type '${given ?? ""}', expected '${expected}'; ` +
        "is it a service endpoint?",
    );
  }
  const answered = `the endpoint answered with status ${status}`;
  switch (status) {
    case 502:
    case 504:
      return fault("RT0010", `${answered}: a gateway between could not reach it`);
    case 503:
    case 429:
      return fault(OVERLOADED, `${answered}: it is overloaded or limits the rate of requests`);
    case 415:
      return fault("RT0015", `${answered}: it does not speak protocol version ${version}`);
    case 413:
      return fault("RT0019", `${answered}: the journal is larger than it accepts`);
    default:
      return fault("RT0012", `${answered}, expected 200`);
  }
}

/** A tree of futures goes deeper than is taken; trying again would not help (wire facts 1.8). */
export function tooDeep(reason: string): AttemptFailure {
  return fault("RT0025", `${reason}; let the handler await fewer combinators within each other`);
}

import { Data } from "effect";

/**
 * Why an endpoint could not be discovered. `httpStatus` and `errorCode` are what the one who
 * registers is answered (wire facts 2.3); the message names the URI, the fault and a way out.
 */
export class DiscoveryError extends Data.TaggedError("DiscoveryError")<{
  readonly message: string;
  readonly httpStatus: 400 | 500;
  /** Documented code such as `META0013`, or null where the real server gives none either. */
  readonly errorCode: string | null;
  /** Where in the manifest, such as `services[0].handlers[1].input`; null if it is not there. */
  readonly path: string | null;
  /** True where the same request may well succeed a moment later. */
  readonly transient: boolean;
}> {}

/** A fault of the manifest, before it is known whose manifest it is. */
export interface Fault {
  readonly httpStatus: 400 | 500;
  readonly errorCode: string | null;
  readonly path: string | null;
  /** What is wrong, and what to do; completes the sentence "discovery of URI failed: …". */
  readonly reason: string;
  readonly transient: boolean;
}

/** The endpoint was not reached, or did not answer as an endpoint does. */
export function unreachable(reason: string, transient: boolean): Fault {
  return { httpStatus: 500, errorCode: "META0003", path: null, reason, transient };
}

/** The answer is a response, but not a manifest that this server can use. */
export function badResponse(reason: string, path: string | null = null): Fault {
  return { httpStatus: 500, errorCode: "META0013", path, reason, transient: false };
}

/** The body cannot be read as a manifest at all; it has no documented code. */
export function undecodable(reason: string, path: string | null = null): Fault {
  return { httpStatus: 500, errorCode: null, path, reason, transient: false };
}

/** The manifest is one, but describes services that cannot be served. */
export function unacceptable(path: string, reason: string, errorCode: string | null = null): Fault {
  return { httpStatus: 400, errorCode, path, reason, transient: false };
}

/** The error that a fault is, once the URI is known. */
export function discoveryError(uri: string, fault: Fault): DiscoveryError {
  const { httpStatus, errorCode, path, transient } = fault;
  const where = path === null ? "" : ` at ${path}`;
  const message = `discovery of ${uri} failed${where}: ${fault.reason}`;
  return new DiscoveryError({ message, httpStatus, errorCode, path, transient });
}

const NO_TLS = "the endpoint does not speak TLS; does it serve plain http?";

/** What the system's and TLS's error codes mean to the one who runs the endpoint. */
const MEANINGS: Readonly<Record<string, string>> = {
  ECONNREFUSED: "connection refused; is the endpoint running and listening there?",
  ECONNRESET: "the endpoint closed the connection abruptly",
  EPIPE: "the endpoint closed the connection while it was being written to",
  ENOTFOUND: "the host name does not resolve; check its spelling and the DNS",
  EAI_AGAIN: "the host name could not be resolved for now; the DNS did not answer",
  EHOSTUNREACH: "no route to the host",
  ENETUNREACH: "no route to the network",
  ETIMEDOUT: "the connection attempt got no answer",
  EMFILE: "this process has no file descriptors left; raise its limit (ulimit -n)",
  DEPTH_ZERO_SELF_SIGNED_CERT: "the endpoint's certificate is self-signed and not trusted",
  SELF_SIGNED_CERT_IN_CHAIN: "a self-signed certificate in the endpoint's chain is not trusted",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "the endpoint's certificate is signed by nobody we trust",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "the endpoint's certificate is signed by nobody we trust",
  CERT_HAS_EXPIRED: "the endpoint's certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "the endpoint's certificate is for another host name",
  ERR_SSL_TLSV1_ALERT_NO_APPLICATION_PROTOCOL:
    "the endpoint speaks neither of the HTTP versions that were offered over TLS (ALPN)",
  ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
  ERR_SSL_PACKET_LENGTH_TOO_LONG: NO_TLS,
};

/** The code of a system or TLS error, such as `ECONNREFUSED`; null if it has none. */
export function errorCode(error: unknown): string | null {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

/** An error in words that say what happened and, where it is known, what to look at. */
export function describeError(error: unknown): string {
  const first = firstCause(error);
  const code = errorCode(first);
  const meaning = code === null ? undefined : meaningOf(code);
  if (meaning !== undefined) return `${meaning} (${code})`;
  const message = first instanceof Error ? first.message.trim() : String(first);
  // What OpenSSL makes of an answer that is no TLS comes under one code for all that it dislikes.
  if (code === "EPROTO" && /wrong version number|packet length too long/.test(message)) {
    return `${NO_TLS} (${code})`;
  }
  return code === null || message.includes(code) ? message : `${message} (${code})`;
}

function meaningOf(code: string): string | undefined {
  return code.startsWith("HPE_")
    ? "the endpoint does not answer in HTTP/1.1; if it serves HTTP/2, register it without use_http_11"
    : MEANINGS[code];
}

/** A host name with several addresses fails with one error that holds one error each. */
function firstCause(error: unknown): unknown {
  return error instanceof AggregateError && error.errors.length > 0
    ? firstCause(error.errors[0])
    : error;
}

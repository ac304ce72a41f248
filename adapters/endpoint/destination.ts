/** Where a deployment URI leads: what to connect to, and what its paths begin with. */
export interface Destination {
  readonly secure: boolean;
  /** Host name or address to connect to, without the brackets of an IPv6 literal. */
  readonly host: string;
  readonly port: number;
  /** `host[:port]` as `:authority` and `host` carry it. */
  readonly authority: string;
  /** `http://host:port`: connections are shared by all URIs that have the same. */
  readonly origin: string;
  /** Path of the URI, with a slash at both ends. */
  readonly pathPrefix: string;
}

/** A deployment URI taken apart, or why it is none. */
export type ParsedUri =
  | { readonly _tag: "Uri"; readonly uri: string; readonly destination: Destination }
  | { readonly _tag: "BadUri"; readonly reason: string };

const DEFAULT_PORTS = { "http:": 80, "https:": 443 } as const;

/**
 * Parses and normalises a deployment URI: absolute, `http` or `https`, ending in a slash. A query
 * or credentials are refused, since the paths below the URI could not keep them.
 */
export function parseUri(text: string): ParsedUri {
  if (!URL.canParse(text)) {
    return bad(`it is not an absolute URI; write it like http://127.0.0.1:9080`);
  }
  const url = new URL(text);
  const protocol = url.protocol;
  if (protocol !== "http:" && protocol !== "https:") {
    return bad(`its scheme is "${protocol.slice(0, -1)}"; only http and https are served`);
  }
  if (url.username !== "" || url.password !== "") {
    return bad("it carries a user name or password; send them as an additional header instead");
  }
  if (url.search !== "") {
    return bad(`it carries a query (${url.search}), which the paths below it cannot keep`);
  }
  url.hash = "";
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return {
    _tag: "Uri",
    uri: url.href,
    destination: {
      secure: protocol === "https:",
      host: url.hostname.replace(/^\[(.*)\]$/, "$1"),
      port: url.port === "" ? DEFAULT_PORTS[protocol] : Number(url.port),
      authority: url.host,
      origin: url.origin,
      pathPrefix: url.pathname,
    },
  };
}

function bad(reason: string): ParsedUri {
  return { _tag: "BadUri", reason };
}

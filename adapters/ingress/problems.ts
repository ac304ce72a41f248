import { type Answer, answer, errorAnswer } from "./answer.ts";

/** A path that fits no route at all; the path is shown without the slashes at its ends. */
export function badPath(path: string): Answer {
  return errorAnswer(400, `bad path: ${path}`);
}

/** A path that begins like a route and goes on otherwise; `expected` are the paths there are. */
export function badPathShape(expected: string): Answer {
  return errorAnswer(400, `bad path: expected ${expected}`);
}

export function badKey(segment: string): Answer {
  return errorAnswer(
    400,
    `bad path: the key '${segment}' is not UTF-8 after percent-decoding; encode it as UTF-8`,
  );
}

export function notFound(): Answer {
  return errorAnswer(404, "not found");
}

/** A service or handler that nobody has; the words are those of the machine that resolves names. */
export function unknownTarget(message: string): Answer {
  return errorAnswer(404, message);
}

export function notPublic(): Answer {
  return errorAnswer(400, "the invoked service is not public");
}

export function methodNotAllowed(): Answer {
  return errorAnswer(405, "method not allowed");
}

export function badInvocationId(text: string): Answer {
  return errorAnswer(
    400,
    `bad invocation id '${text}': an id is inv_1 and 33 letters or digits, as x-restate-id gave it`,
  );
}

export function badAwakeableId(text: string): Answer {
  return errorAnswer(
    400,
    `bad awakeable id '${text}': use the id, beginning with sign_1, that the handler got`,
  );
}

export function legacyAwakeableId(text: string): Answer {
  return errorAnswer(
    400,
    `bad awakeable id '${text}': ids beginning with prom_1 are of service protocols before v5, ` +
      "which no invocation of this server speaks",
  );
}

export function badDelay(text: string, reason: string): Answer {
  return errorAnswer(
    400,
    `bad delay query parameter '${text}': ${reason}; write it like 10s, 1m 30s or PT90S`,
  );
}

export function delayOfCall(): Answer {
  return errorAnswer(
    400,
    "a call takes no delay query parameter; send it, with /send, to delay it",
  );
}

export function badHeader(name: string): Answer {
  return errorAnswer(400, `bad header ${name}: its value has characters other than visible ASCII`);
}

export function keyOfWorkflow(): Answer {
  return errorAnswer(
    400,
    "a workflow's run takes no idempotency key: it runs once for each workflow key",
  );
}

export function noScopes(): Answer {
  return errorAnswer(400, "scoped invocations require vqueues to be enabled");
}

export function limitKeyWithoutScope(): Answer {
  return errorAnswer(400, "limit-key requires a scope to be set");
}

/** A body that was to name an invocation and does not; 500 is what clients know (3.3). */
export function badTargetBody(reason: string): Answer {
  return errorAnswer(500, `cannot read body: ${reason}`);
}

/** A declared length over the limit is refused in plain text, before anything is read (3.2). */
export function declaredTooLong(): Answer {
  return {
    status: 413,
    headers: ["content-type", "text/plain; charset=utf-8"],
    body: "length limit exceeded",
    shared: false,
  };
}

/** A body without a declared length that turned out too long is refused in JSON. */
export function turnedOutTooLong(maxBodyBytes: number): Answer {
  return errorAnswer(413, `cannot read body: it is longer than ${maxBodyBytes} bytes`);
}

export function tooMuchAtOnce(): Answer {
  return errorAnswer(429, "too many request bodies at once; try again later");
}

export function stopping(): Answer {
  return errorAnswer(503, "the server is stopping; try again later");
}

/** A reply that does not belong to what was asked: a fault of ours, not of the client. */
export function unexpectedReply(tag: string): Answer {
  return errorAnswer(500, `internal error: the engine answered with ${tag}`);
}

/** An answer that HTTP cannot carry, such as one with a content type of several lines. */
export function unwritable(error: unknown): Answer {
  const reason = error instanceof Error ? error.message : String(error);
  return errorAnswer(500, `internal error: the answer cannot be written: ${reason}`);
}

/** The answer to every preflight; what it allows is added with the other CORS headers. */
export function preflight(): Answer {
  return answer(200, [], "");
}

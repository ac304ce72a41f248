import type { Observation } from "./normalise.ts";
import type { Answer } from "./request.ts";

/** Headers of the connection and the hour, not of the answer. */
const NOT_OF_THE_ANSWER = new Set([
  "date",
  "connection",
  "keep-alive",
  "transfer-encoding",
  "content-length",
]);

/** Stands for a text of a server's own: both have to say something, each in its words. */
const ITS_OWN_WORDS = "<its own words>";

/** An answer as it is compared: status, headers, body. */
export function show({ status, headers, body }: Answer): Observation {
  const shown = Object.entries(headers).filter(([name]) => !NOT_OF_THE_ANSWER.has(name));
  return { status, headers: Object.fromEntries(shown), body: showBody(status, headers, body) };
}

/** Status and body only, where the headers were compared elsewhere. */
export function brief({ status, headers, body }: Answer): Observation {
  return { status, body: showBody(status, headers, body) };
}

function showBody(status: number, headers: Answer["headers"], body: Buffer): Observation {
  const type = headers["content-type"] ?? "";
  const text = body.toString();
  if (text === "") return "";
  if (type.startsWith("application/json")) {
    try {
      return ownWords(status, JSON.parse(text) as Observation);
    } catch {
      return text;
    }
  }
  return status >= 400 && type.startsWith("text/plain") ? ITS_OWN_WORDS : text;
}

/**
 * Hides the wording of what a server itself complains about, and nothing that handlers said.
 * Errors of the admin API have a `restate_code`, those of the ingress say that they are of it.
 */
function ownWords(status: number, body: Observation): Observation {
  if (status < 400 || typeof body !== "object" || body === null || Array.isArray(body)) return body;
  const fields = body as Readonly<Record<string, Observation>>;
  const own = fields["source"] === "ingress" || "restate_code" in fields;
  if (!own || typeof fields["message"] !== "string" || fields["message"] === "") return body;
  return { ...fields, message: ITS_OWN_WORDS };
}

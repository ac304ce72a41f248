/** An HTTP answer as plain values; how it is written depends on the connection. */
export interface Answer {
  readonly status: number;
  /** Names (lower case) and values by turns, without what every answer carries. */
  readonly headers: readonly string[];
  readonly body: Uint8Array | string;
  /** False leaves out the CORS headers, which one answer does not have (wire facts 3.2: 413). */
  readonly shared: boolean;
}

/** Who an error is of: the ingress itself, or the invocation that was asked for (3.3). */
export type ErrorSource = "ingress" | "invocation";

const JSON_TYPE = ["content-type", "application/json"] as const;

export function answer(
  status: number,
  headers: readonly string[],
  body: Uint8Array | string,
): Answer {
  return { status, headers, body, shared: true };
}

export function jsonAnswer(status: number, headers: readonly string[], value: unknown): Answer {
  return answer(status, [...headers, ...JSON_TYPE], JSON.stringify(value));
}

/** An error in the JSON of wire facts 3.3, with the source named in a header as well. */
export function errorAnswer(
  code: number,
  message: string,
  source: ErrorSource = "ingress",
  headers: readonly string[] = [],
  metadata: Readonly<Record<string, string>> | null = null,
): Answer {
  const body = metadata === null ? { code, message, source } : { code, message, metadata, source };
  return jsonAnswer(finalStatus(code), [...headers, "x-restate-error-source", source], body);
}

/** A code as the status of a final answer: 1xx and what is no HTTP status at all become 500. */
function finalStatus(code: number): number {
  return Number.isInteger(code) && code >= 200 && code <= 999 ? code : 500;
}

/**
 * The versions of the service protocol spoken here (wire facts 1.1).
 * Exists so that a version that was not negotiated cannot be written down.
 */
export type ProtocolVersion = 5 | 6 | 7;

const PREFIX = "application/vnd.restate.invocation.v";

/** The content type of an attempt's stream in `version`; both sides must send exactly this. */
export function contentType(version: ProtocolVersion): string {
  return PREFIX + version;
}

/** The version a content type names, or null when it is any other text (wire facts 1.2). */
export function parseContentType(text: string): ProtocolVersion | null {
  if (text === `${PREFIX}5`) return 5;
  if (text === `${PREFIX}6`) return 6;
  return text === `${PREFIX}7` ? 7 : null;
}

import type { InputRule } from "../../model/index.ts";
import type { Header } from "../../wire/index.ts";

/** Why a request's body does not fit its handler, or null where it does (wire facts 3.2). */
export function checkInput(
  rule: InputRule,
  headers: readonly Header[],
  body: Uint8Array,
): string | null {
  const given = headers.find(({ key }) => key === "content-type")?.value ?? null;
  if (rule.contentType === null) {
    if (body.length === 0) return null;
    return `this handler takes no input, but a body of ${body.length} bytes was sent`;
  }
  if (body.length === 0 && given === null && !rule.required) return null;
  if (rule.required && body.length === 0 && given === null) {
    return `this handler needs a body of content type ${rule.contentType}, but none was sent`;
  }
  if (given === null) {
    if (rule.contentType === "*/*") return null;
    return `this handler needs a content-type header that fits ${rule.contentType}`;
  }
  if (!matches(rule.contentType, given)) {
    return `the content type '${given}' does not fit '${rule.contentType}' of this handler`;
  }
  if (rule.required && body.length === 0 && isJson(rule.contentType)) {
    return "Empty body not allowed";
  }
  return null;
}

/** Whether a content type lies in a media range; parameters after `;` do not count. */
function matches(range: string, given: string): boolean {
  const [rangeType, rangeSubtype] = parts(range);
  const [type, subtype] = parts(given);
  if (rangeType === "*") return true;
  return type === rangeType && (rangeSubtype === "*" || subtype === rangeSubtype);
}

function parts(mediaType: string): [type: string, subtype: string] {
  const [essence = ""] = mediaType.split(";");
  const [type = "", subtype = ""] = essence.trim().toLowerCase().split("/");
  return [type, subtype];
}

function isJson(mediaType: string): boolean {
  const [type, subtype] = parts(mediaType);
  return type === "application" && subtype === "json";
}

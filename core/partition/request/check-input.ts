import type { InputRule } from "../../model/index.ts";
import type { Header } from "../../wire/index.ts";

/** Why a request's body does not fit its handler, or null where it does (wire facts 3.2). */
export function checkInput(
  rule: InputRule,
  headers: readonly Header[],
  body: Uint8Array,
): string | null {
  const given = headers.find(({ key }) => key === "content-type")?.value ?? null;
  const nothing = body.length === 0 && given === null;
  if (rule.contentType === null) {
    return nothing ? null : "this handler takes no input: send neither a body nor a content-type";
  }
  if (nothing && !rule.required) return null;
  if (given === null) {
    return `this handler needs a body with a content-type header that fits ${rule.contentType}`;
  }
  if (matches(rule.contentType, given)) return null;
  return `the content type '${given}' does not fit '${rule.contentType}' of this handler`;
}

/** Whether a content type lies in a media range; case counts, parameters after `;` do not. */
function matches(range: string, given: string): boolean {
  const [rangeType, rangeSubtype] = parts(range);
  const [type, subtype] = parts(given);
  if (rangeType === "*") return true;
  return type === rangeType && (rangeSubtype === "*" || subtype === rangeSubtype);
}

function parts(mediaType: string): [type: string, subtype: string] {
  const [essence = ""] = mediaType.split(";");
  const [type = "", subtype = ""] = essence.trim().split("/");
  return [type, subtype];
}

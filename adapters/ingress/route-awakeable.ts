import {
  failed,
  isLegacyAwakeableId,
  type Outcome,
  parseAwakeableId,
  success,
} from "@holdfast/core";
import { ask, known, type Plan, readBody } from "./plan.ts";
import {
  badAwakeableId,
  badPathShape,
  legacyAwakeableId,
  methodNotAllowed,
  notFound,
} from "./problems.ts";
import type { RequestHead } from "./request-head.ts";

/** The code that a rejection from outside has for the handler that waits (wire facts 3.1). */
const REJECTION_CODE = 500;

/** `{id}/resolve` and `{id}/reject` after `/restate/awakeables/` or `/restate/a/`. */
export function routeAwakeable(head: RequestHead, segments: readonly string[]): Plan {
  const [text = "", verb] = segments;
  if (verb === undefined) {
    return known(
      badPathShape("/restate/awakeables/{id}/resolve or /restate/awakeables/{id}/reject"),
    );
  }
  if (verb !== "resolve" && verb !== "reject") return known(notFound());
  if (head.method !== "POST") return known(methodNotAllowed());
  const awakeable = parseAwakeableId(text);
  if (awakeable === null) {
    return known(isLegacyAwakeableId(text) ? legacyAwakeableId(text) : badAwakeableId(text));
  }
  const { invocationId: id, signalIndex } = awakeable;
  return readBody((body) =>
    ask({
      _tag: "CompleteAwakeable",
      id,
      signalIndex,
      outcome: verb === "resolve" ? success(body) : rejected(body),
    }),
  );
}

/** The body is the message; what is not UTF-8 in it is replaced, as observed. */
function rejected(body: Uint8Array): Outcome {
  return failed(REJECTION_CODE, new TextDecoder().decode(body));
}

import { type InvocationRef, parseInvocationId, type View } from "@holdfast/core";
import { ask, known, type Plan, readBody } from "./plan.ts";
import {
  badInvocationId,
  badKey,
  badPathShape,
  badTargetBody,
  methodNotAllowed,
  noScopes,
  notFound,
} from "./problems.ts";
import { decodeKey, type RequestHead } from "./request-head.ts";
import { isKeyed, missing } from "./route-invoke.ts";
import { parseTargetBody } from "./target-body.ts";

type Reading = "Attach" | "Output";

const INVOCATION_PATHS =
  "/restate/invocation/{id}/attach, /restate/invocation/{service}/{handler}/{idempotency key}/attach " +
  "(with a key before the handler of an object or workflow) or the same with /output";
const WORKFLOW_PATHS =
  "/restate/workflow/{name}/{key}/attach or /restate/workflow/{name}/{key}/output";

/** `/restate/attach/{id}` and its like. */
export function routeById(head: RequestHead, tag: Reading, text: string): Plan {
  if (head.method !== "GET") return known(methodNotAllowed());
  const id = parseInvocationId(text);
  return id === null ? known(badInvocationId(text)) : ask({ _tag: tag, ref: { _tag: "Id", id } });
}

/** `/restate/attach` and its like: the body names the invocation. */
export function routeByBody(head: RequestHead, tag: Reading | "Lookup"): Plan {
  if (head.method !== "POST") return known(methodNotAllowed());
  return readBody((body) => {
    const parsed = parseTargetBody(body);
    switch (parsed._tag) {
      case "Ref":
        return ask({ _tag: tag, ref: parsed.ref });
      case "BadId":
        return known(badInvocationId(parsed.text));
      case "Scoped":
        return known(noScopes());
      case "Unreadable":
        return known(badTargetBody(parsed.reason));
      default:
        return parsed satisfies never;
    }
  });
}

/** What follows `/restate/invocation/`: an id, or a target and an idempotency key, then a verb. */
export function routeIdempotent(head: RequestHead, view: View, segments: readonly string[]): Plan {
  if (segments.length < 2) return known(badPathShape(INVOCATION_PATHS));
  if (segments.length === 2) {
    const tag = reading(segments[1]);
    return tag === null ? known(notFound()) : routeById(head, tag, segments[0] ?? "");
  }
  const [name = "", ...rest] = segments;
  const service = view.get("service", "", name);
  if (service === undefined) return missing(view, { service: name, key: null, handler: "" });
  const keyed = isKeyed(service);
  const [handler, idempotencyKey, verb] = keyed ? rest.slice(1) : rest;
  if (handler === undefined || idempotencyKey === undefined || verb === undefined) {
    return known(badPathShape(INVOCATION_PATHS));
  }
  const tag = reading(verb);
  if (tag === null) return known(notFound());
  const key = keyed ? decodeKey(rest[0] ?? "") : null;
  if (keyed && key === null) return known(badKey(rest[0] ?? ""));
  const target = { service: name, key, handler };
  return readNow(head, tag, { _tag: "Idempotent", target, idempotencyKey });
}

/** What follows `/restate/workflow/`. Whether there is such a workflow is not asked (3.1). */
export function routeWorkflow(head: RequestHead, segments: readonly string[]): Plan {
  const [name = "", segment = "", verb] = segments;
  if (verb === undefined) return known(badPathShape(WORKFLOW_PATHS));
  const tag = reading(verb);
  if (tag === null) return known(notFound());
  const key = decodeKey(segment);
  if (key === null) return known(badKey(segment));
  return readNow(head, tag, { _tag: "Workflow", name, key });
}

function readNow(head: RequestHead, tag: Reading, ref: InvocationRef): Plan {
  return head.method === "GET" ? ask({ _tag: tag, ref }) : known(methodNotAllowed());
}

function reading(verb: string | undefined): Reading | null {
  switch (verb) {
    case "attach":
      return "Attach";
    case "output":
      return "Output";
    default:
      return null;
  }
}

import {
  findHandler,
  resolveTarget,
  type Service,
  type TargetRef,
  type View,
} from "@holdfast/core";
import { parseDelay } from "./duration.ts";
import { ask, known, type Plan, readBody } from "./plan.ts";
import {
  badDelay,
  badHeader,
  badKey,
  badPathShape,
  delayOfCall,
  keyOfWorkflow,
  limitKeyWithoutScope,
  methodNotAllowed,
  noScopes,
  notPublic,
  unknownTarget,
} from "./problems.ts";
import { decodeKey, type RequestHead } from "./request-head.ts";

type Invoking = "Call" | "Send";

/** `/{service}/{handler}[/send]` and `/{object}/{key}/{handler}[/send]`. */
export function routeClassic(head: RequestHead, view: View, segments: readonly string[]): Plan {
  const [name = "", ...rest] = segments;
  const service = view.get("service", "", name);
  if (service === undefined) return missing(view, { service: name, key: null, handler: "" });
  const names = isKeyed(service) ? 2 : 1;
  if (rest.length === names) return invoke(head, view, service, "Call", rest);
  if (rest.length === names + 1 && rest[names] === "send") {
    return invoke(head, view, service, "Send", rest.slice(0, names));
  }
  return known(
    badPathShape(
      isKeyed(service)
        ? `/${name}/{key}/{handler} or /${name}/{key}/{handler}/send: '${name}' has keys`
        : `/${name}/{handler} or /${name}/{handler}/send: '${name}' has no keys`,
    ),
  );
}

/** `{service}/[{key}/]{handler}` after `/restate/call/` or `/restate/send/`; null: bad shape. */
export function routeNamed(
  head: RequestHead,
  view: View,
  tag: Invoking,
  segments: readonly string[],
): Plan | null {
  const [name = "", ...rest] = segments;
  if (rest.length === 0) return null;
  const service = view.get("service", "", name);
  if (service === undefined) return missing(view, { service: name, key: null, handler: "" });
  if (rest.length !== (isKeyed(service) ? 2 : 1)) return null;
  return invoke(head, view, service, tag, rest);
}

/** Scopes are not served: the path is checked all the same, so that the error is the nearest one. */
export function routeScoped(
  head: RequestHead,
  view: View,
  segments: readonly string[],
): Plan | null {
  const [, verb, ...rest] = segments;
  if (verb !== "call" && verb !== "send") return null;
  const plan = routeNamed(head, view, verb === "call" ? "Call" : "Send", rest);
  if (plan === null || plan._tag !== "ReadBody") return plan;
  return known(noScopes());
}

/** Checks everything that the head can have wrong, in the order of the system we match. */
function invoke(
  head: RequestHead,
  view: View,
  service: Service,
  tag: Invoking,
  names: readonly string[],
): Plan {
  const handlerName = names[names.length - 1] ?? "";
  const key = isKeyed(service) ? decodeKey(names[0] ?? "") : null;
  if (key === null && isKeyed(service)) return known(badKey(names[0] ?? ""));
  const target: TargetRef = { service: service.name, key, handler: handlerName };
  const handler = findHandler(service, handlerName);
  if (handler === undefined) return missing(view, target);
  if (handler.options.ingressPrivate ?? service.options.ingressPrivate ?? false) {
    return known(notPublic());
  }
  const { headers } = head;
  if (handler.type === "Workflow" && headers.idempotencyKey !== null) {
    return known(keyOfWorkflow());
  }
  if (head.method !== "POST" && head.method !== "GET") return known(methodNotAllowed());
  return submit(head, tag, target);
}

function submit(head: RequestHead, tag: Invoking, target: TargetRef): Plan {
  const { forwarded, unreadable, idempotencyKey, limitKey } = head.headers;
  const query = readQuery(head.query);
  if (query._tag === "BadDelay") return known(badDelay(query.text, query.reason));
  if (limitKey !== null || query.limitKey !== "") return known(limitKeyWithoutScope());
  if (unreadable !== null) return known(badHeader(unreadable));
  const { delayMs } = query;
  const common = { target, headers: forwarded, idempotencyKey };
  if (tag === "Send") return readBody((body) => ask({ _tag: "Send", ...common, body, delayMs }));
  if (delayMs !== null) return known(delayOfCall());
  return readBody((body) => ask({ _tag: "Call", ...common, body }));
}

type Query =
  | { readonly _tag: "Query"; readonly delayMs: number | null; readonly limitKey: string }
  | { readonly _tag: "BadDelay"; readonly text: string; readonly reason: string };

const NO_QUERY: Query = { _tag: "Query", delayMs: null, limitKey: "" };

/** The parameters that mean something; their names are matched without case, as observed. */
function readQuery(query: string): Query {
  if (query === "") return NO_QUERY;
  let delayMs: number | null = null;
  let limitKey = "";
  for (const [name, text] of new URLSearchParams(query)) {
    switch (name.toLowerCase()) {
      case "delay": {
        const parsed = parseDelay(text);
        if (parsed._tag === "NotADelay") {
          return { _tag: "BadDelay", text, reason: parsed.reason };
        }
        delayMs = parsed.delayMs;
        break;
      }
      case "limit-key":
        limitKey = text;
        break;
      default:
    }
  }
  return { _tag: "Query", delayMs, limitKey };
}

/** The refusal of a target that does not resolve, in the words of the machine that resolves it. */
export function missing(view: View, target: TargetRef): Plan {
  const found = resolveTarget(view, target);
  return known(unknownTarget(found._tag === "Unresolved" ? found.message : "not found"));
}

export function isKeyed(service: Service): boolean {
  return service.type !== "Service";
}

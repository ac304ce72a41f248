import type { View } from "@holdfast/core";
import { jsonAnswer } from "./answer.ts";
import { known, type Plan } from "./plan.ts";
import { badPath, badPathShape, methodNotAllowed, notFound, preflight } from "./problems.ts";
import type { RequestHead } from "./request-head.ts";
import { routeAwakeable } from "./route-awakeable.ts";
import { routeByBody, routeById, routeIdempotent, routeWorkflow } from "./route-existing.ts";
import { routeClassic, routeNamed, routeScoped } from "./route-invoke.ts";

/** Fewest and most segments of any path (wire facts 3.1). */
const MIN_SEGMENTS = 2;
const MAX_SEGMENTS = 7;

const RESERVED_PATHS =
  "/restate/call/{service}/{handler}, /restate/send/{service}/{handler} (with a key before the " +
  "handler of an object or workflow), /restate/attach[/{id}], /restate/output[/{id}] or " +
  "/restate/lookup";

/** Chooses what a request means from its head and the registered services (wire facts 3.1). */
export function route(head: RequestHead, view: View): Plan {
  if (head.method === "OPTIONS") return known(preflight());
  const segments = head.path.split("/");
  const count = segments.length - 1;
  if (segments[0] !== "" || count < MIN_SEGMENTS || count > MAX_SEGMENTS) {
    return known(badPath(head.path));
  }
  return segments[1] === "restate"
    ? routeReserved(head, view, segments[2] ?? "", segments.slice(3))
    : routeClassic(head, view, segments.slice(1));
}

/** Paths below `/restate/`: `rest` is what follows `/restate/{first}/`. */
function routeReserved(
  head: RequestHead,
  view: View,
  first: string,
  rest: readonly string[],
): Plan {
  switch (first) {
    case "health":
      return head.method === "GET" ? health(view) : known(methodNotAllowed());
    case "call":
      return routeNamed(head, view, "Call", rest) ?? badReserved();
    case "send":
      return routeNamed(head, view, "Send", rest) ?? badReserved();
    case "scope":
      return routeScoped(head, view, rest) ?? badReserved();
    case "attach":
    case "output": {
      const tag = first === "attach" ? "Attach" : "Output";
      if (rest.length > 1) return badReserved();
      return rest[0] === undefined ? routeByBody(head, tag) : routeById(head, tag, rest[0]);
    }
    case "lookup":
      return rest.length === 0 ? routeByBody(head, "Lookup") : badReserved();
    case "invocation":
      return routeIdempotent(head, view, rest);
    case "workflow":
      return routeWorkflow(head, rest);
    case "awakeables":
    case "a":
      return routeAwakeable(head, rest);
    default:
      return known(notFound());
  }
}

function badReserved(): Plan {
  return known(badPathShape(RESERVED_PATHS));
}

function health(view: View): Plan {
  const services = view.scan("service", "").map(({ item }) => item);
  return known(jsonAnswer(200, [], { services }));
}

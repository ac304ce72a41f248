import type { Request } from "../request.ts";
import { type Scenario, scenario } from "../scenario.ts";

const JSON_TYPE = ["content-type", "application/json"] as const;
const TEXT_TYPE = ["content-type", "text/plain"] as const;
const ORIGIN = ["origin", "http://a.example"] as const;
const AWAKEABLE = "sign_1UWTHdWSNIRv8Gw4RmRzJSSCRgkORT61gAAAAEQ";
const NEVER_RAN = '{"target":"workflow","workflowName":"IntWf","workflowKey":"never"}';

/** Requests that say everything by themselves, and are answered alike. */
const REQUESTS: readonly (readonly [name: string, request: Request])[] = [
  ["health", { path: "/restate/health" }],
  ["health takes no POST", { method: "POST", path: "/restate/health" }],
  ["the root", { path: "/" }],
  ["one segment", { path: "/Int" }],
  ["too many segments", { path: "/a/b/c/d/e/f/g/h" }],
  ["a reserved route that is none", { path: "/restate/nothing" }],
  ["openapi of the ingress", { path: "/openapi" }],
  ["an unknown service", post("/Nope/run", "[]")],
  ["an unknown handler", post("/Int/nope", "[]")],
  ["a service with a key", post("/Int/key/run", "[]")],
  ["an object without a key", post("/IntObj/run", "[]")],
  ["a private handler", post("/Int/hidden", "[]")],
  ["a private handler, sent", post("/Int/hidden/send", "[]")],
  ["a call by GET", { path: "/Int/nothing" }],
  ["a call by PUT", { method: "PUT", path: "/Int/echo", headers: [JSON_TYPE], body: "1" }],
  ["a call by DELETE", { method: "DELETE", path: "/Int/echo" }],
  ["a trailing slash", post("/Int/echo/", "1")],
  ["a query is let be", post("/Int/echo?x=1", "1")],
  ["a key with escapes", post("/IntObj/a%20b%2Fc/run", "[]")],
  ["a key that is no text", post("/IntObj/%FF/run", "[]")],
  ["an empty key", post("/IntObj//run", "[]")],
  ["text where JSON is wanted", { ...post("/Int/echo", "1"), headers: [TEXT_TYPE] }],
  ["no content type", { method: "POST", path: "/Int/echo", body: "1" }],
  [
    "a content type with parameters",
    { ...post("/Int/echo", "1"), headers: [["content-type", "application/json; charset=utf-8"]] },
  ],
  ["JSON that is none", post("/Int/echo", "{")],
  ["a large body", post("/Int/echo", JSON.stringify("x".repeat(1_000_000)))],
  ["no body for a handler without input", { method: "POST", path: "/Int/nothing" }],
  ["a body for a handler without input", post("/Int/nothing", "1")],
  ["the route of a call", post("/restate/call/Int/echo", "1")],
  ["the route of a call, of an object", post("/restate/call/IntObj/k/run", "[]")],
  ["the route of a send", post("/restate/send/Int/echo", "1")],
  ["a scope", post("/restate/scope/s/call/Int/echo", "1")],
  ["a limit key", { ...post("/Int/echo?limit-key=a", "1") }],
  ["headers reach the handler", post("/Int/run", '[{"do":"headers"}]', [["x-one", "1"]])],
  ["an awakeable of nobody is resolved", post(`/restate/awakeables/${AWAKEABLE}/resolve`, "1")],
  ["an awakeable of nobody is rejected", post(`/restate/a/${AWAKEABLE}/reject`, "no")],
  ["an awakeable id that is none", post("/restate/awakeables/foo/resolve", "1")],
  ["an awakeable id cut short", post("/restate/awakeables/sign_1abc/resolve", "1")],
  ["an awakeable with another verb", post(`/restate/awakeables/${AWAKEABLE}/foo`, "1")],
  ["an awakeable by GET", { path: `/restate/awakeables/${AWAKEABLE}/resolve` }],
  ["output of a workflow that never ran", { path: "/restate/workflow/IntWf/never/output" }],
  ["attach of a workflow that never ran", { path: "/restate/workflow/IntWf/never/attach" }],
  ["output of an unknown workflow", { path: "/restate/workflow/Nope/never/output" }],
  ["lookup by a body that is no JSON", post("/restate/lookup", "{")],
  ["lookup by GET", { path: "/restate/lookup" }],
  ["attach by a body", post("/restate/attach", NEVER_RAN)],
  ["output by a body", post("/restate/output", NEVER_RAN)],
  [
    "a preflight",
    {
      method: "OPTIONS",
      path: "/Int/echo",
      headers: [
        ORIGIN,
        ["access-control-request-method", "POST"],
        ["access-control-request-headers", "x-a"],
      ],
    },
  ],
  ["a call from another origin", post("/Int/echo", "1", [ORIGIN])],
  ["an error to another origin", post("/Nope/echo", "1", [ORIGIN])],
];

/** Questions to the admin API; the servers know the same services. */
const QUESTIONS: readonly (readonly [
  name: string,
  method: string,
  path: string,
  body?: unknown,
])[] = [
  ["health", "GET", "/health"],
  ["a service", "GET", "/services/Int"],
  ["an object", "GET", "/services/IntObj"],
  ["a workflow", "GET", "/services/IntWf"],
  ["an unknown service", "GET", "/services/Nope"],
  ["the handlers of a service", "GET", "/services/Int/handlers"],
  ["one handler", "GET", "/services/IntObj/handlers/look"],
  ["an unknown handler", "GET", "/services/Int/handlers/nope"],
  ["a service under /v2", "GET", "/v2/services/Int"],
  ["a service under /v3", "GET", "/v3/services/Int"],
  ["a service under /v4", "GET", "/v4/services/Int"],
  ["an unknown version of the API", "GET", "/v5/services/Int"],
  ["an unknown deployment", "GET", "/deployments/dp_10000000000000000000000"],
  ["deployments", "GET", "/deployments"],
  ["an endpoint that does not answer", "POST", "/deployments", { uri: "http://127.0.0.1:1" }],
  ["a registration without an address", "POST", "/deployments", {}],
  ["cluster health", "GET", "/cluster-health"],
];

function post(path: string, body: string, headers: Request["headers"] = []): Request {
  return { method: "POST", path, headers: [JSON_TYPE, ...headers], body };
}

/** Requests whose answers do not depend on what was asked before. */
export const ANSWERS: readonly Scenario[] = [
  ...REQUESTS.map(([name, request]) => scenario(`ingress: ${name}`, (side) => side.ask(request))),
  ...QUESTIONS.map(([name, method, path, body]) =>
    scenario(`admin: ${name}`, (side) => side.askAdmin(method, path, body)),
  ),
];

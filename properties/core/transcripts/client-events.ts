import {
  type ClientRequest,
  type DeploymentChoice,
  type DeploymentDescription,
  encodeUtf8,
  type HandlerOptions,
  type HandlerType,
  type InvocationRef,
  type Outcome,
  type ServiceDescription,
  type ServiceType,
  type TargetRef,
} from "@holdfast/core";
import { deploymentOf, handlerOf, NO_OPTIONS, serviceOf } from "../configuration.ts";
import { durationMs, type Names } from "./names.ts";
import type { ScriptEvent, Words } from "./script.ts";

/** What a client asks in a line such as `call Counter/a/add "5" key=k`, or null for another verb. */
export function clientRequest(
  names: Names,
  verb: string,
  words: Words,
  { details }: ScriptEvent,
): ClientRequest | null {
  switch (verb) {
    case "call":
      return { _tag: "Call", ...invoking(words) };
    case "send": {
      const delay = words.option("delay");
      const delayMs = delay === null ? null : durationMs(delay);
      return { _tag: "Send", ...invoking(words), delayMs };
    }
    case "attach":
      return { _tag: "Attach", ref: refOf(names, words) };
    case "output":
      return { _tag: "Output", ref: refOf(names, words) };
    case "lookup":
      return { _tag: "Lookup", ref: refOf(names, words) };
    case "resolve": {
      const id = names.invocationNamed(words.next("an invocation"));
      const signalIndex = Number(words.next("a signal").replace(/^s/, ""));
      return { _tag: "CompleteAwakeable", id, signalIndex, outcome: outcomeOf(words) };
    }
    case "cancel":
      return { _tag: "Cancel", id: names.invocationNamed(words.next("an invocation")) };
    case "kill":
      return { _tag: "Kill", id: names.invocationNamed(words.next("an invocation")) };
    case "purge":
      return { _tag: "Purge", id: names.invocationNamed(words.next("an invocation")) };
    case "purge-journal":
      return { _tag: "PurgeJournal", id: names.invocationNamed(words.next("an invocation")) };
    case "pause":
      return { _tag: "Pause", id: names.invocationNamed(words.next("an invocation")) };
    case "resume": {
      const id = names.invocationNamed(words.next("an invocation"));
      return { _tag: "Resume", id, deployment: chosen(names, words.option("deployment")) };
    }
    case "restart": {
      const id = names.invocationNamed(words.next("an invocation"));
      const from = Number(words.option("from") ?? 0);
      const deployment = chosen(names, words.option("deployment") ?? "latest");
      return { _tag: "RestartAsNew", id, from, deployment };
    }
    case "register":
      return {
        _tag: "RegisterDeployment",
        deployment: described(words.next("a URI"), details),
        force: words.takes("force"),
        breaking: words.takes("breaking"),
        dryRun: words.takes("dry-run"),
      };
    case "remove":
      return { _tag: "RemoveDeployment", id: names.deploymentNamed(words.next("a deployment")) };
    default:
      return null;
  }
}

function chosen(names: Names, deployment: string | null): DeploymentChoice {
  if (deployment === null || deployment === "keep") return { _tag: "Keep" };
  if (deployment === "latest") return { _tag: "Latest" };
  return { _tag: "Id", id: names.deploymentNamed(deployment) };
}

/** `Service/handler` or `Service/key/handler`. */
export function targetOf(path: string): TargetRef {
  const [service = "", ...rest] = path.split("/");
  const handler = rest.pop() ?? "";
  return { service, key: rest[0] ?? null, handler };
}

export function outcomeOf(words: Words): Outcome {
  if (!words.takes("failure")) {
    return { _tag: "Success", value: encodeUtf8(words.next("a value")) };
  }
  const code = Number(words.next("a code"));
  const message = words.next("a message");
  return { _tag: "Failure", failure: { code, message, metadata: [] } };
}

/** A body is JSON unless the script says otherwise; `type=none` sends no content type. */
function invoking(words: Words) {
  const target = targetOf(words.next("a target"));
  const body = encodeUtf8(words.has() ? words.next("a body") : "");
  const type = words.option("type") ?? (body.length > 0 ? "application/json" : "none");
  const headers = type === "none" ? [] : [{ key: "content-type", value: type }];
  return { target, headers, body, idempotencyKey: words.option("key") };
}

function refOf(names: Names, words: Words): InvocationRef {
  const word = words.next("an invocation");
  if (word.startsWith("inv#")) return { _tag: "Id", id: names.invocationNamed(word) };
  const idempotencyKey = words.option("key");
  if (idempotencyKey !== null)
    return { _tag: "Idempotent", target: targetOf(word), idempotencyKey };
  const [name = "", key = ""] = word.split("/");
  return { _tag: "Workflow", name, key };
}

const SERVICE_TYPES: Readonly<Record<string, ServiceType>> = {
  service: "Service",
  object: "VirtualObject",
  workflow: "Workflow",
};
const HANDLER_TYPES: Readonly<Record<ServiceType, HandlerType>> = {
  Service: "Service",
  VirtualObject: "Exclusive",
  Workflow: "Workflow",
};
const RETRY_SETTINGS = [
  "initialIntervalMs",
  "exponentiationFactor",
  "maxIntervalMs",
  "maxAttempts",
];

/** Lines such as `object Counter: add, get (shared); maxAttempts=3, onMaxAttempts=Kill`. */
function described(uri: string, details: readonly string[]): DeploymentDescription {
  return deploymentOf(
    uri,
    details.map((detail) => serviceDescribed(detail)),
  );
}

function serviceDescribed(detail: string): ServiceDescription {
  const [, kind = "", name = "", handlers = "", settings = ""] =
    /^(\w+) (\w+): ([^;]+)(?:; (.+))?$/.exec(detail) ?? [];
  const type = SERVICE_TYPES[kind];
  if (type === undefined) throw new Error(`'${detail}' describes no service`);
  const described = handlers.split(", ").map((handler) => {
    const [word = "", shared] = handler.split(" ");
    return handlerOf(word, shared === undefined ? HANDLER_TYPES[type] : "Shared");
  });
  return serviceOf(name, type, described, optionsOf(settings));
}

function optionsOf(settings: string): HandlerOptions {
  const given = new Map(
    settings.split(", ").flatMap((setting) => {
      const [name = "", value = ""] = setting.split("=");
      return name === "" ? [] : [[name, value] as const];
    }),
  );
  const retryPolicy: Record<string, number | string | null> = { ...NO_OPTIONS.retryPolicy };
  const options: Record<string, unknown> = { ...NO_OPTIONS };
  for (const [name, value] of given) {
    if (RETRY_SETTINGS.includes(name)) retryPolicy[name] = Number(value);
    else if (name === "onMaxAttempts") retryPolicy[name] = value;
    else if (name === "ingressPrivate") options[name] = true;
    else if (name in NO_OPTIONS) options[name] = durationMs(value);
    else throw new Error(`there is no option ${name}`);
  }
  options["retryPolicy"] = retryPolicy;
  return options as unknown as HandlerOptions;
}

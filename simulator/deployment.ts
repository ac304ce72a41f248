import type {
  DeploymentDescription,
  HandlerOptions,
  HandlerType,
  ServiceDescription,
  ServiceType,
} from "@holdfast/core";
import type { Manifest } from "@holdfast/sdk";
import type { Settings } from "./settings.ts";

const SERVICE_TYPES: Readonly<Record<string, ServiceType>> = {
  SERVICE: "Service",
  VIRTUAL_OBJECT: "VirtualObject",
  WORKFLOW: "Workflow",
};

const HANDLER_TYPES: Readonly<Record<string, HandlerType>> = {
  EXCLUSIVE: "Exclusive",
  SHARED: "Shared",
  WORKFLOW: "Workflow",
};

/** Where the endpoint is, and where its services that are deployed late are. */
export const ENDPOINT_URI = "http://endpoint/";
export const LATE_URI = "http://endpoint/late/";

/** Where the same handlers are deployed a second time, so that there is a later revision of each. */
export const NEXT_URI = "http://endpoint/next/";

/** The simulated endpoint as discovery would have described it to an engine. */
export function describeDeployment(
  uri: string,
  { services }: Manifest,
  { protocolMode, protocolVersion }: Settings,
): DeploymentDescription {
  return {
    uri,
    httpVersion: "HTTP/2.0",
    protocolMode,
    minProtocolVersion: 5,
    maxProtocolVersion: protocolVersion,
    sdkVersion: null,
    additionalHeaders: {},
    metadata: {},
    services: services.map(serviceOf),
  };
}

function serviceOf(service: Manifest["services"][number]): ServiceDescription {
  const handlers = service["handlers"] as readonly {
    readonly name: string;
    readonly ty?: string;
  }[];
  return {
    name: String(service["name"]),
    type: SERVICE_TYPES[String(service["ty"])] ?? "Service",
    handlers: handlers.map(({ name, ty, ...options }) => ({
      name,
      type: HANDLER_TYPES[ty ?? ""] ?? "Service",
      input: { required: false, contentType: "application/json", jsonSchema: null },
      output: { contentType: "application/json", setContentTypeIfEmpty: false, jsonSchema: null },
      options: optionsOf(options),
      documentation: null,
      metadata: {},
    })),
    options: optionsOf(service),
    documentation: null,
    metadata: {},
  };
}

/** The options in a manifest (wire facts 2.2). */
function optionsOf(given: Readonly<Record<string, unknown>>): HandlerOptions {
  const number = (name: string): number | null => {
    const value = given[name];
    return typeof value === "number" ? value : null;
  };
  const flag = (name: string): boolean | null => {
    const value = given[name];
    return typeof value === "boolean" ? value : null;
  };
  const onMaxAttempts = given["retryPolicyOnMaxAttempts"];
  return {
    inactivityTimeoutMs: number("inactivityTimeout"),
    abortTimeoutMs: number("abortTimeout"),
    journalRetentionMs: number("journalRetention"),
    idempotencyRetentionMs: number("idempotencyRetention"),
    workflowCompletionRetentionMs: number("workflowCompletionRetention"),
    enableLazyState: flag("enableLazyState"),
    ingressPrivate: flag("ingressPrivate"),
    retryPolicy: {
      initialIntervalMs: number("retryPolicyInitialInterval"),
      exponentiationFactor: number("retryPolicyExponentiationFactor"),
      maxIntervalMs: number("retryPolicyMaxInterval"),
      maxAttempts: number("retryPolicyMaxAttempts"),
      onMaxAttempts: onMaxAttempts === "PAUSE" ? "Pause" : onMaxAttempts === "KILL" ? "Kill" : null,
    },
  };
}

import type {
  DeploymentDescription,
  HandlerOptions,
  HandlerType,
  ServiceDescription,
  ServiceType,
} from "@holdfast/core";
import type { Manifest } from "@holdfast/sdk";
import type { Settings } from "./settings.ts";

const NO_OPTIONS: HandlerOptions = {
  inactivityTimeoutMs: null,
  abortTimeoutMs: null,
  journalRetentionMs: null,
  idempotencyRetentionMs: null,
  workflowCompletionRetentionMs: null,
  enableLazyState: null,
  ingressPrivate: null,
  retryPolicy: {
    initialIntervalMs: null,
    exponentiationFactor: null,
    maxIntervalMs: null,
    maxAttempts: null,
    onMaxAttempts: null,
  },
};

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
    handlers: handlers.map(({ name, ty }) => ({
      name,
      type: HANDLER_TYPES[ty ?? ""] ?? "Service",
      input: { required: false, contentType: "application/json", jsonSchema: null },
      output: { contentType: "application/json", setContentTypeIfEmpty: false, jsonSchema: null },
      options: NO_OPTIONS,
      documentation: null,
      metadata: {},
    })),
    options: NO_OPTIONS,
    documentation: null,
    metadata: {},
  };
}

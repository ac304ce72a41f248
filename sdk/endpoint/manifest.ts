import type { HandlerType, ServiceType } from "@holdfast/core";
import type { HandlerDefinition, Options, ServiceDefinition } from "../promise/definition.ts";

/** The content type of the manifest below (wire facts 2.1). */
export const MANIFEST_CONTENT_TYPE = "application/vnd.restate.endpointmanifest.v4+json";

/** The protocol versions spoken here (wire facts 1.1). */
export const OLDEST_PROTOCOL_VERSION = 5;
export const LATEST_PROTOCOL_VERSION = 7;

const SERVICE_TYPES: Record<ServiceType, string> = {
  Service: "SERVICE",
  VirtualObject: "VIRTUAL_OBJECT",
  Workflow: "WORKFLOW",
};

const HANDLER_TYPES: Record<HandlerType, string | undefined> = {
  Service: undefined,
  Exclusive: "EXCLUSIVE",
  Shared: "SHARED",
  Workflow: "WORKFLOW",
};

/** What discovery tells a server of the bound services, as JSON of version 4 (wire facts 2.2). */
export interface Manifest {
  readonly protocolMode: "BIDI_STREAM";
  readonly minProtocolVersion: number;
  readonly maxProtocolVersion: number;
  readonly services: readonly Readonly<Record<string, unknown>>[];
}

export function manifestOf(services: Iterable<ServiceDefinition>): Manifest {
  return {
    protocolMode: "BIDI_STREAM",
    minProtocolVersion: OLDEST_PROTOCOL_VERSION,
    maxProtocolVersion: LATEST_PROTOCOL_VERSION,
    services: [...services].map(({ name, type, handlers, options }) => ({
      name,
      ty: SERVICE_TYPES[type],
      handlers: [...handlers].map(([handler, definition]) => handlerOf(handler, definition)),
      ...optionsOf(options),
    })),
  };
}

function handlerOf(name: string, { type, options }: HandlerDefinition) {
  return {
    name,
    ...defined({ ty: HANDLER_TYPES[type] }),
    input: { required: false, contentType: "application/json" },
    output: { contentType: "application/json", setContentTypeIfEmpty: false },
    ...optionsOf(options),
  };
}

function optionsOf({ retryPolicy = {}, ...options }: Options): Readonly<Record<string, unknown>> {
  const { onMaxAttempts } = retryPolicy;
  return defined({
    inactivityTimeout: options.inactivityTimeoutMs,
    abortTimeout: options.abortTimeoutMs,
    journalRetention: options.journalRetentionMs,
    idempotencyRetention: options.idempotencyRetentionMs,
    workflowCompletionRetention: options.workflowCompletionRetentionMs,
    enableLazyState: options.enableLazyState,
    ingressPrivate: options.ingressPrivate,
    retryPolicyInitialInterval: retryPolicy.initialIntervalMs,
    retryPolicyMaxInterval: retryPolicy.maxIntervalMs,
    retryPolicyMaxAttempts: retryPolicy.maxAttempts,
    retryPolicyExponentiationFactor: retryPolicy.exponentiationFactor,
    retryPolicyOnMaxAttempts: onMaxAttempts?.toUpperCase(),
  });
}

function defined(fields: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined && value !== null),
  );
}

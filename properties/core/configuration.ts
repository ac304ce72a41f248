import { createHash } from "node:crypto";
import {
  type Config,
  DEFAULTS,
  type DeploymentDescription,
  type Handler,
  type HandlerOptions,
  type HandlerType,
  LIMITS,
  type ServiceDescription,
  type ServiceType,
} from "@holdfast/core";

function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(createHash("sha256").update(bytes).digest());
}

/** A partition's configuration. Its 64-bit hash is cut from SHA-256: any even hash serves a test. */
export function configOf(partition: Config["partition"]): Config {
  return {
    hashes: {
      hash64: (bytes) => new DataView(sha256(bytes).buffer).getBigUint64(0),
      sha256,
    },
    partition,
    clusterName: "properties",
    defaults: DEFAULTS,
    limits: LIMITS,
  };
}

export const NO_OPTIONS: HandlerOptions = {
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

export function handlerOf(name: string, type: HandlerType): Handler {
  return {
    name,
    type,
    input: { required: false, contentType: "*/*", jsonSchema: null },
    output: { contentType: "application/json", setContentTypeIfEmpty: false, jsonSchema: null },
    options: NO_OPTIONS,
    documentation: null,
    metadata: {},
  };
}

export function serviceOf(
  name: string,
  type: ServiceType,
  handlers: readonly Handler[],
  options: HandlerOptions = NO_OPTIONS,
): ServiceDescription {
  return { name, type, handlers, options, documentation: null, metadata: {} };
}

export function deploymentOf(
  uri: string,
  services: readonly ServiceDescription[],
): DeploymentDescription {
  return {
    uri,
    httpVersion: "HTTP/2.0",
    protocolMode: "BidiStream",
    minProtocolVersion: 5,
    maxProtocolVersion: 6,
    sdkVersion: null,
    additionalHeaders: {},
    metadata: {},
    services,
  };
}

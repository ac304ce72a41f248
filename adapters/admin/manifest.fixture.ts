import type {
  DeploymentDescription,
  Handler,
  HandlerOptions,
  HandlerType,
  ServiceDescription,
  ServiceType,
} from "@holdfast/core";

interface ManifestOptions {
  readonly inactivityTimeout?: number;
  readonly abortTimeout?: number;
  readonly journalRetention?: number;
  readonly idempotencyRetention?: number;
  readonly workflowCompletionRetention?: number;
  readonly enableLazyState?: boolean;
  readonly ingressPrivate?: boolean;
  readonly retryPolicyInitialInterval?: number;
  readonly retryPolicyMaxInterval?: number;
  readonly retryPolicyMaxAttempts?: number;
  readonly retryPolicyExponentiationFactor?: number;
  readonly retryPolicyOnMaxAttempts?: "PAUSE" | "KILL";
  readonly documentation?: string;
  readonly metadata?: Readonly<Record<string, string>>;
}

interface ManifestHandler extends ManifestOptions {
  readonly name: string;
  readonly ty?: "WORKFLOW" | "EXCLUSIVE" | "SHARED";
  readonly input?: { contentType?: string; required?: boolean; jsonSchema?: unknown };
  readonly output?: { contentType?: string; setContentTypeIfEmpty?: boolean; jsonSchema?: unknown };
}

interface ManifestService extends ManifestOptions {
  readonly name: string;
  readonly ty: "SERVICE" | "VIRTUAL_OBJECT" | "WORKFLOW";
  readonly handlers: readonly ManifestHandler[];
}

/** A manifest as wire facts 2.2 has it. */
export interface Manifest {
  readonly protocolMode: "BIDI_STREAM" | "REQUEST_RESPONSE";
  readonly minProtocolVersion: number;
  readonly maxProtocolVersion: number;
  readonly services: readonly ManifestService[];
}

/** What discovery would make of a good manifest. */
export function describeManifest(
  manifest: Manifest,
  registered: Pick<DeploymentDescription, "uri" | "additionalHeaders" | "metadata">,
): DeploymentDescription {
  return {
    ...registered,
    httpVersion: "HTTP/1.1",
    protocolMode: manifest.protocolMode === "BIDI_STREAM" ? "BidiStream" : "RequestResponse",
    minProtocolVersion: manifest.minProtocolVersion,
    maxProtocolVersion: manifest.maxProtocolVersion,
    sdkVersion: "vectors/1.0",
    services: manifest.services.map(describeService),
  };
}

const SERVICE_TYPES = {
  SERVICE: "Service",
  VIRTUAL_OBJECT: "VirtualObject",
  WORKFLOW: "Workflow",
} as const satisfies Readonly<Record<ManifestService["ty"], ServiceType>>;

const HANDLER_TYPES = {
  WORKFLOW: "Workflow",
  EXCLUSIVE: "Exclusive",
  SHARED: "Shared",
} as const satisfies Readonly<Record<string, HandlerType>>;

function describeService(service: ManifestService): ServiceDescription {
  const type = SERVICE_TYPES[service.ty];
  return {
    name: service.name,
    type,
    handlers: service.handlers.map((handler) => describeHandler(type, handler)),
    options: describeOptions(service),
    documentation: service.documentation ?? null,
    metadata: service.metadata ?? {},
  };
}

function describeHandler(type: ServiceType, handler: ManifestHandler): Handler {
  const { input, output } = handler;
  const implied = type === "VirtualObject" ? "Exclusive" : type;
  return {
    name: handler.name,
    type: handler.ty === undefined ? implied : HANDLER_TYPES[handler.ty],
    input: {
      required: input?.required ?? false,
      contentType: input === undefined ? "*/*" : (input.contentType ?? null),
      jsonSchema: text(input?.jsonSchema),
    },
    output: {
      contentType: output === undefined ? "application/json" : (output.contentType ?? null),
      setContentTypeIfEmpty: output?.setContentTypeIfEmpty ?? false,
      jsonSchema: text(output?.jsonSchema),
    },
    options: describeOptions(handler),
    documentation: handler.documentation ?? null,
    metadata: handler.metadata ?? {},
  };
}

function describeOptions(from: ManifestOptions): HandlerOptions {
  const { retryPolicyOnMaxAttempts } = from;
  return {
    inactivityTimeoutMs: from.inactivityTimeout ?? null,
    abortTimeoutMs: from.abortTimeout ?? null,
    journalRetentionMs: from.journalRetention ?? null,
    idempotencyRetentionMs: from.idempotencyRetention ?? null,
    workflowCompletionRetentionMs: from.workflowCompletionRetention ?? null,
    enableLazyState: from.enableLazyState ?? null,
    ingressPrivate: from.ingressPrivate ?? null,
    retryPolicy: {
      initialIntervalMs: from.retryPolicyInitialInterval ?? null,
      exponentiationFactor: from.retryPolicyExponentiationFactor ?? null,
      maxIntervalMs: from.retryPolicyMaxInterval ?? null,
      maxAttempts: from.retryPolicyMaxAttempts ?? null,
      onMaxAttempts:
        retryPolicyOnMaxAttempts === undefined
          ? null
          : retryPolicyOnMaxAttempts === "KILL"
            ? "Kill"
            : "Pause",
    },
  };
}

function text(schema: unknown): string | null {
  return schema === undefined ? null : JSON.stringify(schema);
}

import type { DeploymentId } from "../ids/index.ts";
import type { RetryPolicyOverrides } from "./retry-policy.ts";
import type { ServiceType } from "./target.ts";

/** Options that a service and each of its handlers may set; null leaves the next level's value. */
export interface HandlerOptions {
  readonly inactivityTimeoutMs: number | null;
  readonly abortTimeoutMs: number | null;
  readonly journalRetentionMs: number | null;
  readonly idempotencyRetentionMs: number | null;
  readonly workflowCompletionRetentionMs: number | null;
  readonly enableLazyState: boolean | null;
  readonly ingressPrivate: boolean | null;
  readonly retryPolicy: RetryPolicyOverrides;
}

/** What a handler accepts as a request body (wire facts 2.2, 3.2). */
export interface InputRule {
  readonly required: boolean;
  /** Media range such as `application/json` or `*` + `/*`; null means the body must be empty. */
  readonly contentType: string | null;
  /** JSON Schema as text, only shown to readers. */
  readonly jsonSchema: string | null;
}

/** How a handler's result is labelled for HTTP callers. */
export interface OutputRule {
  /** Null where the handler says that it gives nothing back. */
  readonly contentType: string | null;
  readonly setContentTypeIfEmpty: boolean;
  readonly jsonSchema: string | null;
}

export type HandlerType = "Service" | "Exclusive" | "Shared" | "Workflow";

/** One handler as its deployment described it. */
export interface Handler {
  readonly name: string;
  readonly type: HandlerType;
  readonly input: InputRule;
  readonly output: OutputRule;
  readonly options: HandlerOptions;
  readonly documentation: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A service as one deployment described it, before it has a revision. */
export interface ServiceDescription {
  readonly name: string;
  readonly type: ServiceType;
  readonly handlers: readonly Handler[];
  readonly options: HandlerOptions;
  readonly documentation: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}

/** One revision of a service; the highest over all deployments is the active one (wire facts 2.4). */
export interface Service extends ServiceDescription {
  readonly revision: number;
  readonly deploymentId: DeploymentId;
}

/** How to reach a service endpoint and what discovery said of it. */
export interface DeploymentDescription {
  /** Absolute, with a trailing slash, e.g. `http://127.0.0.1:9080/`. */
  readonly uri: string;
  readonly httpVersion: "HTTP/1.1" | "HTTP/2.0";
  readonly protocolMode: "BidiStream" | "RequestResponse";
  readonly minProtocolVersion: number;
  readonly maxProtocolVersion: number;
  readonly sdkVersion: string | null;
  readonly additionalHeaders: Readonly<Record<string, string>>;
  readonly metadata: Readonly<Record<string, string>>;
  readonly services: readonly ServiceDescription[];
}

/** A registered endpoint; its services carry the revisions they were given. */
export interface Deployment extends Omit<DeploymentDescription, "services"> {
  readonly id: DeploymentId;
  readonly createdAtMs: number;
  readonly services: readonly Service[];
}

/** The deployment and protocol version that an invocation keeps once it has stored an entry (2.5). */
export interface Pin {
  readonly deploymentId: DeploymentId;
  readonly protocolVersion: number;
}

export function findHandler(service: ServiceDescription, name: string): Handler | undefined {
  for (const handler of service.handlers) if (handler.name === name) return handler;
  return undefined;
}

import type { Defaults, DeploymentDescription, RetryPolicy, Service } from "@holdfast/core";
import { formatDuration } from "./duration.ts";
import { presentHandler, presentInfo, presentNotes } from "./present-handler.ts";
import type { ServiceMetadata } from "./shapes.ts";

/** One revision of a service as the admin API shows it, with what holds where it sets nothing. */
export function presentService(
  service: Service,
  mode: DeploymentDescription["protocolMode"],
  defaults: Defaults,
): ServiceMetadata {
  const { options } = service;
  const inactivityTimeoutMs =
    mode === "BidiStream" ? (options.inactivityTimeoutMs ?? defaults.inactivityTimeoutMs) : 0;
  return {
    name: service.name,
    ty: service.type,
    handlers: service.handlers.map((handler) => presentHandler(service, handler, mode)),
    ...presentNotes(service),
    deployment_id: service.deploymentId,
    revision: service.revision,
    public: !(options.ingressPrivate ?? false),
    idempotency_retention: formatDuration(
      options.idempotencyRetentionMs ?? defaults.idempotencyRetentionMs,
    ),
    ...workflowRetention(service, defaults),
    journal_retention: formatDuration(options.journalRetentionMs ?? defaults.journalRetentionMs),
    inactivity_timeout: formatDuration(inactivityTimeoutMs),
    abort_timeout: formatDuration(options.abortTimeoutMs ?? defaults.abortTimeoutMs),
    enable_lazy_state: options.enableLazyState ?? false,
    retry_policy: presentPolicy(service, defaults.retryPolicy),
    ...presentInfo(options, mode, "service"),
  };
}

/** A workflow's retention is set on its run handler but shown on the service, as observed. */
function workflowRetention(service: Service, defaults: Defaults) {
  if (service.type !== "Workflow") return {};
  const run = service.handlers.find(({ type }) => type === "Workflow");
  const retentionMs =
    run?.options.workflowCompletionRetentionMs ??
    service.options.workflowCompletionRetentionMs ??
    defaults.workflowCompletionRetentionMs;
  return { workflow_completion_retention: formatDuration(retentionMs) };
}

function presentPolicy(service: Service, defaults: RetryPolicy): ServiceMetadata["retry_policy"] {
  const own = service.options.retryPolicy;
  return {
    initial_interval: formatDuration(own.initialIntervalMs ?? defaults.initialIntervalMs),
    exponentiation_factor: own.exponentiationFactor ?? defaults.exponentiationFactor,
    max_attempts: own.maxAttempts ?? defaults.maxAttempts,
    max_interval: formatDuration(own.maxIntervalMs ?? defaults.maxIntervalMs),
    on_max_attempts: own.onMaxAttempts ?? defaults.onMaxAttempts,
  };
}

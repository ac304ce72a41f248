import type {
  DeploymentDescription,
  Handler,
  HandlerOptions,
  InputRule,
  OutputRule,
  RetryPolicyOverrides,
  ServiceDescription,
} from "@holdfast/core";
import { formatDuration } from "./duration.ts";
import type { HandlerMetadata } from "./shapes.ts";

type ProtocolMode = DeploymentDescription["protocolMode"];

/** Documented code of a setting that has no effect (wire facts 4.3, `info`). */
const NO_EFFECT = "RT0021";

/** One handler as the admin API shows it: its own settings and nothing inherited. */
export function presentHandler(
  service: ServiceDescription,
  handler: Handler,
  mode: ProtocolMode,
): HandlerMetadata {
  const { options } = handler;
  const hidden = options.ingressPrivate ?? service.options.ingressPrivate ?? false;
  return {
    name: handler.name,
    ...(handler.type === "Service" ? {} : { ty: handler.type }),
    ...presentNotes(handler),
    ...duration("idempotency_retention", options.idempotencyRetentionMs),
    ...duration("journal_retention", options.journalRetentionMs),
    ...(mode === "BidiStream" ? duration("inactivity_timeout", options.inactivityTimeoutMs) : {}),
    ...duration("abort_timeout", options.abortTimeoutMs),
    ...(options.enableLazyState === null ? {} : { enable_lazy_state: options.enableLazyState }),
    public: !hidden,
    input_description: describeInput(handler.input),
    output_description: describeOutput(handler.output),
    ...(handler.input.contentType === null
      ? {}
      : jsonSchema("input_json_schema", handler.input.jsonSchema)),
    ...(handler.output.contentType === null
      ? {}
      : jsonSchema("output_json_schema", handler.output.jsonSchema)),
    retry_policy: presentOverrides(options.retryPolicy),
    ...presentInfo(options, mode, "handler"),
  };
}

/** Documentation and metadata, left out where there are none. */
export function presentNotes(described: {
  readonly documentation: string | null;
  readonly metadata: Readonly<Record<string, string>>;
}) {
  const { documentation, metadata } = described;
  return {
    ...(documentation === null ? {} : { documentation }),
    ...(Object.keys(metadata).length === 0 ? {} : { metadata }),
  };
}

/** What a reader should know of settings that do nothing. */
export function presentInfo(options: HandlerOptions, mode: ProtocolMode, what: string) {
  const timeoutMs = options.inactivityTimeoutMs;
  if (mode === "BidiStream" || timeoutMs === null) return {};
  const message =
    `inactivity_timeout ${formatDuration(timeoutMs)} has no effect: ` +
    `the ${what}'s endpoint answers in request/response mode`;
  return { info: [{ code: NO_EFFECT, message }] };
}

function presentOverrides(policy: RetryPolicyOverrides): HandlerMetadata["retry_policy"] {
  const { exponentiationFactor, maxAttempts, onMaxAttempts } = policy;
  return {
    ...duration("initial_interval", policy.initialIntervalMs),
    ...(exponentiationFactor === null ? {} : { exponentiation_factor: exponentiationFactor }),
    max_attempts: maxAttempts,
    ...duration("max_interval", policy.maxIntervalMs),
    ...(onMaxAttempts === null ? {} : { on_max_attempts: onMaxAttempts }),
  };
}

function describeInput({ contentType, jsonSchema }: InputRule): string {
  if (contentType === null) return "none";
  return describeSchema(jsonSchema) ?? contentType;
}

function describeOutput(rule: OutputRule): string {
  if (rule.contentType === null) return "none";
  const described = describeSchema(rule.jsonSchema);
  if (described !== null) return described;
  return rule.setContentTypeIfEmpty ? `optional ${rule.contentType}` : rule.contentType;
}

/** A JSON Schema in two words, or null where it has neither a title nor one type. */
function describeSchema(text: string | null): string | null {
  const schema: unknown = text === null ? null : JSON.parse(text);
  if (typeof schema !== "object" || schema === null) return null;
  const { title, type } = schema as { readonly title?: unknown; readonly type?: unknown };
  if (typeof title === "string") return `JSON '${title}'`;
  return typeof type === "string" ? `JSON ${type}` : null;
}

function jsonSchema<Name extends string>(name: Name, text: string | null) {
  return (text === null ? {} : { [name]: JSON.parse(text) as unknown }) as {
    readonly [N in Name]?: unknown;
  };
}

function duration<Name extends string>(name: Name, durationMs: number | null) {
  return (durationMs === null ? {} : { [name]: formatDuration(durationMs) }) as {
    readonly [N in Name]?: string;
  };
}

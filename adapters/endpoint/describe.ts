import type {
  Handler,
  HandlerOptions,
  HandlerType,
  InputRule,
  OutputRule,
  ServiceDescription,
  ServiceType,
} from "@holdfast/core";
import { Either } from "effect";
import { type Fault, unacceptable } from "./discovery-error.ts";
import { jsonSchemaFault } from "./json-schema.ts";
import type { HandlerManifest, Manifest, ManifestOptions, ServiceManifest } from "./manifest.ts";
import { inputContentTypeFault, outputContentTypeFault } from "./media.ts";

/** One part of a manifest described, or the first fault in it. */
type Described<T> = Either.Either<T, Fault>;

const SERVICE_TYPES = {
  SERVICE: "Service",
  VIRTUAL_OBJECT: "VirtualObject",
  WORKFLOW: "Workflow",
} as const satisfies Record<ServiceManifest["ty"], ServiceType>;

/** What a handler of each service type may be, and what it is if it does not say (observed). */
const HANDLER_TYPES: Record<
  ServiceManifest["ty"],
  Readonly<Partial<Record<NonNullable<HandlerManifest["ty"]> | "ABSENT", HandlerType>>>
> = {
  SERVICE: { ABSENT: "Service", SHARED: "Service" },
  VIRTUAL_OBJECT: { ABSENT: "Exclusive", EXCLUSIVE: "Exclusive", SHARED: "Shared" },
  WORKFLOW: { ABSENT: "Shared", WORKFLOW: "Workflow", SHARED: "Shared" },
};

/**
 * Turns the services of a manifest into what the registry keeps, defaults applied (wire facts 2.2),
 * and refuses what cannot be served (2.3). Of two services, or two handlers, of one name the later
 * one counts, as on the real server.
 */
export function describeServices(manifest: Manifest): Described<readonly ServiceDescription[]> {
  return Either.map(
    Either.all(manifest.services.map((service, i) => describeService(service, `services[${i}]`))),
    lastOfEachName,
  );
}

function describeService(service: ServiceManifest, path: string): Described<ServiceDescription> {
  return Either.gen(function* () {
    yield* reservedName(service.name, `${path}.name`);
    yield* retryFactor(service, path);
    const handlers: Handler[] = [];
    for (const [i, handler] of service.handlers.entries()) {
      handlers.push(yield* describeHandler(service, handler, `${path}.handlers[${i}]`));
    }
    return {
      name: service.name,
      type: SERVICE_TYPES[service.ty],
      handlers: lastOfEachName(handlers),
      options: describeOptions(service, null),
      documentation: service.documentation ?? null,
      metadata: service.metadata ?? {},
    };
  });
}

function describeHandler(
  service: ServiceManifest,
  handler: HandlerManifest,
  path: string,
): Described<Handler> {
  return Either.gen(function* () {
    const type = HANDLER_TYPES[service.ty][handler.ty ?? "ABSENT"];
    if (type === undefined) {
      const reason = `a handler of a ${service.ty} service cannot be ${handler.ty}`;
      return yield* Either.left(unacceptable(`${path}.ty`, reason));
    }
    yield* retentions(handler, type, path);
    yield* visibility(service, handler, path);
    yield* retryFactor(handler, path);
    return {
      name: handler.name,
      type,
      input: yield* describeInput(handler.input, `${path}.input`),
      output: yield* describeOutput(handler.output, `${path}.output`),
      options: describeOptions(handler, handler.workflowCompletionRetention ?? null),
      documentation: handler.documentation ?? null,
      metadata: handler.metadata ?? {},
    };
  });
}

function reservedName(name: string, path: string): Described<void> {
  if (!/^restate/i.test(name) && !/^openapi$/i.test(name)) return Either.void;
  const reason = `the service name ${name} is reserved; choose another one`;
  return Either.left(unacceptable(path, reason, "META0005"));
}

function retentions(handler: HandlerManifest, type: HandlerType, path: string): Described<void> {
  if (handler.workflowCompletionRetention !== undefined && type !== "Workflow") {
    const reason = "only a WORKFLOW handler can have this option; use idempotencyRetention";
    return Either.left(unacceptable(`${path}.workflowCompletionRetention`, reason));
  }
  if (handler.idempotencyRetention !== undefined && type === "Workflow") {
    const reason = "a WORKFLOW handler cannot have this option; use workflowCompletionRetention";
    return Either.left(unacceptable(`${path}.idempotencyRetention`, reason));
  }
  return Either.void;
}

function visibility(
  service: ServiceManifest,
  handler: HandlerManifest,
  path: string,
): Described<void> {
  if (service.ingressPrivate !== true || handler.ingressPrivate !== false) return Either.void;
  const reason =
    `the handler is public although its service ${service.name} is private; make the service ` +
    "public and its other handlers private instead";
  return Either.left(unacceptable(`${path}.ingressPrivate`, reason));
}

/** The real server takes a negative factor at registration; no delay can be computed from it. */
function retryFactor(options: ManifestOptions, path: string): Described<void> {
  const factor = options.retryPolicyExponentiationFactor;
  if (factor === undefined || factor >= 0) return Either.void;
  const reason = `retry delays cannot be multiplied by ${factor}; choose 1 or more`;
  return Either.left(unacceptable(`${path}.retryPolicyExponentiationFactor`, reason));
}

function describeInput(input: HandlerManifest["input"], path: string): Described<InputRule> {
  if (input === undefined) {
    return Either.right({ required: false, contentType: "*/*", jsonSchema: null });
  }
  const contentType = input.contentType?.trim() ?? null;
  const fault = contentType === null ? null : inputContentTypeFault(contentType);
  if (fault !== null) return Either.left(unacceptable(`${path}.contentType`, fault));
  return Either.map(describeSchema(input.jsonSchema, path), (jsonSchema) => ({
    required: input.required ?? false,
    contentType,
    jsonSchema,
  }));
}

function describeOutput(output: HandlerManifest["output"], path: string): Described<OutputRule> {
  if (output === undefined) {
    const contentType = "application/json";
    return Either.right({ contentType, setContentTypeIfEmpty: false, jsonSchema: null });
  }
  const contentType = output.contentType ?? null;
  const fault = contentType === null ? null : outputContentTypeFault(contentType);
  if (fault !== null) return Either.left(unacceptable(`${path}.contentType`, fault));
  return Either.map(describeSchema(output.jsonSchema, path), (jsonSchema) => ({
    contentType,
    setContentTypeIfEmpty: output.setContentTypeIfEmpty ?? false,
    jsonSchema,
  }));
}

function describeSchema(schema: unknown, path: string): Described<string | null> {
  if (schema === undefined) return Either.right(null);
  const fault = jsonSchemaFault(schema);
  if (fault === null) {
    // What no keyword looks into, such as a default, may be nested without end.
    return Either.try({
      try: () => JSON.stringify(schema),
      catch: () => unacceptable(`${path}.jsonSchema`, "the JSON schema is nested too deeply"),
    });
  }
  const place = fault.pointer === "" ? "the JSON schema" : `${fault.pointer} in the JSON schema`;
  return Either.left(unacceptable(`${path}.jsonSchema`, `${place} ${fault.reason}`));
}

function describeOptions(
  options: ManifestOptions,
  workflowCompletionRetentionMs: number | null,
): HandlerOptions {
  const maxAttempts = options.retryPolicyMaxAttempts ?? null;
  const onMaxAttempts = options.retryPolicyOnMaxAttempts;
  return {
    inactivityTimeoutMs: options.inactivityTimeout ?? null,
    abortTimeoutMs: options.abortTimeout ?? null,
    journalRetentionMs: options.journalRetention ?? null,
    idempotencyRetentionMs: options.idempotencyRetention ?? null,
    workflowCompletionRetentionMs,
    enableLazyState: options.enableLazyState ?? null,
    ingressPrivate: options.ingressPrivate ?? null,
    retryPolicy: {
      initialIntervalMs: options.retryPolicyInitialInterval ?? null,
      exponentiationFactor: options.retryPolicyExponentiationFactor ?? null,
      maxIntervalMs: options.retryPolicyMaxInterval ?? null,
      // 0 is a policy of one attempt (wire facts 2.2).
      maxAttempts: maxAttempts === null ? null : Math.max(1, maxAttempts),
      onMaxAttempts:
        onMaxAttempts === undefined ? null : onMaxAttempts === "PAUSE" ? "Pause" : "Kill",
    },
  };
}

function lastOfEachName<T extends { readonly name: string }>(items: readonly T[]): readonly T[] {
  return [...new Map(items.map((item) => [item.name, item])).values()];
}

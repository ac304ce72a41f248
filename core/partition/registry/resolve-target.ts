import type { Handler, Service, Target, TargetRef, View } from "../../model/index.ts";
import { findHandler } from "../../model/index.ts";

/** What a name stands for in the registry, or why it stands for nothing. */
export type ResolvedTarget =
  | {
      readonly _tag: "Resolved";
      readonly target: Target;
      readonly service: Service;
      readonly handler: Handler;
    }
  | {
      readonly _tag: "Unresolved";
      readonly reason: "UnknownService" | "UnknownHandler" | "KeyMismatch";
      readonly message: string;
    };

/** Finds the active revision of a service and the handler that a caller names (wire facts 2.5). */
export function resolveTarget(view: View, ref: TargetRef): ResolvedTarget {
  const service = view.get("service", "", ref.service);
  if (service === undefined) {
    return unresolved(
      "UnknownService",
      `service '${ref.service}' not found: no registered deployment has it`,
    );
  }
  const handler = findHandler(service, ref.handler);
  if (handler === undefined) {
    return unresolved(
      "UnknownHandler",
      `handler '${ref.handler}' of service '${ref.service}' not found in its revision ` +
        `${service.revision}`,
    );
  }
  const target = targetOf(service, handler, ref.key);
  if (target === null) {
    return unresolved(
      "KeyMismatch",
      service.type === "Service"
        ? `service '${ref.service}' takes no key`
        : `'${ref.service}' needs a key: it is a ${service.type}`,
    );
  }
  return { _tag: "Resolved", target, service, handler };
}

function targetOf(service: Service, handler: Handler, key: string | null): Target | null {
  const names = { service: service.name, handler: handler.name };
  switch (service.type) {
    case "Service":
      return key === null ? { _tag: "Service", ...names } : null;
    case "VirtualObject":
      if (key === null) return null;
      return {
        _tag: "Object",
        ...names,
        key,
        access: handler.type === "Shared" ? "Shared" : "Exclusive",
      };
    case "Workflow":
      if (key === null) return null;
      return {
        _tag: "Workflow",
        ...names,
        key,
        access: handler.type === "Workflow" ? "Run" : "Shared",
      };
    default:
      return service.type satisfies never;
  }
}

function unresolved(
  reason: Extract<ResolvedTarget, { _tag: "Unresolved" }>["reason"],
  message: string,
): ResolvedTarget {
  return { _tag: "Unresolved", reason, message };
}

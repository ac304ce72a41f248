import { type InvocationId, type PartitionKey, partitionKeyOf } from "../ids/index.ts";

/** What a service is; it decides how its handlers are scheduled (wire facts 2.2, 5.1). */
export type ServiceType = "Service" | "VirtualObject" | "Workflow";

/** Which handler of which service one invocation runs, with the scheduling class of the handler. */
export type Target =
  | { readonly _tag: "Service"; readonly service: string; readonly handler: string }
  | {
      readonly _tag: "Object";
      readonly service: string;
      readonly key: string;
      readonly handler: string;
      readonly access: "Exclusive" | "Shared";
    }
  | {
      readonly _tag: "Workflow";
      readonly service: string;
      readonly key: string;
      readonly handler: string;
      readonly access: "Run" | "Shared";
    };

/** A target as a caller names it, before the registry says what kind of handler it is. */
export interface TargetRef {
  readonly service: string;
  readonly key: string | null;
  readonly handler: string;
}

/**
 * Group key of everything one object or workflow key owns: lock, inbox, state, promises.
 * It starts with the partition key, so that a split by key range moves whole objects.
 */
export type ObjectKey = string & { readonly __brand: "ObjectKey" };

export function objectKey(partition: PartitionKey, service: string, key: string): ObjectKey {
  return `${partition}/${service}/${key}` as ObjectKey;
}

/** The object or workflow key that an invocation addresses, or null for a plain service. */
export function objectKeyOf(id: InvocationId, target: Target): ObjectKey | null {
  return target._tag === "Service"
    ? null
    : objectKey(partitionKeyOf(id), target.service, target.key);
}

/** The key of a keyed target, or null. */
export function keyOf(target: Target): string | null {
  return target._tag === "Service" ? null : target.key;
}

/** `Svc/handler` or `Svc/key/handler`, as the query tables print it (wire facts 4.5). */
export function formatTarget(target: Target): string {
  return target._tag === "Service"
    ? `${target.service}/${target.handler}`
    : `${target.service}/${target.key}/${target.handler}`;
}

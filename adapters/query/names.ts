import {
  type InvocationId,
  invocationIdFromHex,
  parseInvocationId,
  type Target,
} from "@holdfast/core";
import type { Wanted } from "./query-table.ts";

/** The partition key of an invocation or an object, which both begin with its 16 hex digits. */
export function partitionCell(group: string): string {
  return BigInt(`0x${group.slice(0, 16)}`).toString();
}

/** Groups of the invocations that are wanted, or null for all. */
export function wantedIds(wanted: Wanted): readonly string[] | null {
  const ids = wanted.get("id");
  if (ids === undefined) return null;
  return ids.flatMap((text) => parseInvocationId(text) ?? []);
}

export function idOf(text: string): InvocationId {
  const id = invocationIdFromHex(text);
  if (id === null) throw new Error(`'${text}' is stored as an invocation, and is no id of one`);
  return id;
}

/** The service and the key of an object or a workflow, from the group of what it owns. */
export function objectCells(group: string) {
  const [, service = "", ...key] = group.split("/");
  return {
    partition_key: partitionCell(group),
    service_name: service,
    service_key: key.join("/"),
  };
}

/** What kind of service a target has. */
export function serviceTypeOf({ _tag }: Target): "service" | "virtual_object" | "workflow" {
  switch (_tag) {
    case "Service":
      return "service";
    case "Object":
      return "virtual_object";
    case "Workflow":
      return "workflow";
    default:
      return _tag satisfies never;
  }
}

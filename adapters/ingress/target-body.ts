import { type InvocationRef, parseInvocationId } from "@holdfast/core";

/** What the body of attach, output and lookup says (wire facts 3.1, "Target JSON"). */
export type TargetBody =
  | { readonly _tag: "Ref"; readonly ref: InvocationRef }
  | { readonly _tag: "BadId"; readonly text: string }
  | { readonly _tag: "Scoped" }
  | { readonly _tag: "Unreadable"; readonly reason: string };

type Fields = Readonly<Record<string, unknown>>;

class Unreadable extends Error {}

/** Reads a target body; unknown fields are let be and null stands for an absent one. */
export function parseTargetBody(body: Uint8Array): TargetBody {
  try {
    const fields = parseObject(body);
    if (optional(fields, "scope") !== null) return { _tag: "Scoped" };
    return parseRef(fields);
  } catch (error) {
    if (error instanceof Unreadable) return { _tag: "Unreadable", reason: error.message };
    throw error;
  }
}

function parseRef(fields: Fields): TargetBody {
  const kind = required(fields, "target");
  switch (kind) {
    case "workflow": {
      const name = required(fields, "workflowName");
      const key = required(fields, "workflowKey");
      return { _tag: "Ref", ref: { _tag: "Workflow", name, key } };
    }
    case "idempotentInvocation": {
      const target = {
        service: required(fields, "service"),
        key: optional(fields, "key"),
        handler: required(fields, "handler"),
      };
      const idempotencyKey = required(fields, "idempotencyKey");
      return { _tag: "Ref", ref: { _tag: "Idempotent", target, idempotencyKey } };
    }
    case "invocation": {
      const text = required(fields, "invocationId");
      const id = parseInvocationId(text);
      return id === null ? { _tag: "BadId", text } : { _tag: "Ref", ref: { _tag: "Id", id } };
    }
    default:
      throw new Unreadable(
        `target '${kind}' is none of workflow, idempotentInvocation and invocation`,
      );
  }
}

function parseObject(body: Uint8Array): Fields {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(body));
  } catch (error) {
    throw new Unreadable(`it is not JSON: ${error instanceof Error ? error.message : "unknown"}`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new Unreadable("it is not a JSON object");
  }
  return value as Fields;
}

function required(fields: Fields, name: string): string {
  const value = optional(fields, name);
  if (value === null) throw new Unreadable(`field '${name}' is missing`);
  return value;
}

function optional(fields: Fields, name: string): string | null {
  const value = fields[name] ?? null;
  if (value !== null && typeof value !== "string") {
    throw new Unreadable(`field '${name}' is not a string`);
  }
  return value;
}

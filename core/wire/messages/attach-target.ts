import type { Reader } from "../protobuf/reader.ts";
import type { Writer } from "../protobuf/writer.ts";

/** An invocation known by its `inv_1` text. */
export interface InvocationIdTarget {
  readonly _tag: "InvocationId";
  readonly invocationId: string;
}

/** An invocation known by the request that made it and its idempotency key. */
export interface IdempotentRequestTarget {
  readonly _tag: "IdempotentRequest";
  readonly serviceName: string;
  readonly serviceKey: string | null;
  readonly handlerName: string;
  readonly idempotencyKey: string;
  readonly scope: string | null;
}

/** The one run of a workflow. */
export interface WorkflowTarget {
  readonly _tag: "Workflow";
  readonly workflowName: string;
  readonly workflowKey: string;
  readonly scope: string | null;
}

/** Which invocation to attach to or to ask for its output (wire facts 1.5). */
export type AttachTarget = InvocationIdTarget | IdempotentRequestTarget | WorkflowTarget;

/** Writes the target under its field of the oneof. */
export function writeAttachTarget(writer: Writer, target: AttachTarget): void {
  switch (target._tag) {
    case "InvocationId":
      writer.stringAlways(1, target.invocationId);
      return;
    case "IdempotentRequest": {
      const start = writer.begin(3);
      writer.string(1, target.serviceName);
      if (target.serviceKey !== null) writer.stringAlways(2, target.serviceKey);
      writer.string(3, target.handlerName);
      writer.string(4, target.idempotencyKey);
      if (target.scope !== null) writer.stringAlways(5, target.scope);
      writer.end(start);
      return;
    }
    case "Workflow": {
      const start = writer.begin(4);
      writer.string(1, target.workflowName);
      writer.string(2, target.workflowKey);
      if (target.scope !== null) writer.stringAlways(3, target.scope);
      writer.end(start);
      return;
    }
    default:
      return target satisfies never;
  }
}

/** Reads an IdempotentRequestTarget message. */
export function readIdempotentRequestTarget(reader: Reader): IdempotentRequestTarget {
  const outer = reader.enter("idempotent_request_target");
  let serviceName = "";
  let serviceKey: string | null = null;
  let handlerName = "";
  let idempotencyKey = "";
  let scope: string | null = null;
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        serviceName = reader.string("idempotent_request_target.service_name");
        break;
      case 2:
        serviceKey = reader.string("idempotent_request_target.service_key");
        break;
      case 3:
        handlerName = reader.string("idempotent_request_target.handler_name");
        break;
      case 4:
        idempotencyKey = reader.string("idempotent_request_target.idempotency_key");
        break;
      case 5:
        scope = reader.string("idempotent_request_target.scope");
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return {
    _tag: "IdempotentRequest",
    serviceName,
    serviceKey,
    handlerName,
    idempotencyKey,
    scope,
  };
}

/** Reads a WorkflowTarget message. */
export function readWorkflowTarget(reader: Reader): WorkflowTarget {
  const outer = reader.enter("workflow_target");
  let workflowName = "";
  let workflowKey = "";
  let scope: string | null = null;
  while (reader.nextField()) {
    switch (reader.field) {
      case 1:
        workflowName = reader.string("workflow_target.workflow_name");
        break;
      case 2:
        workflowKey = reader.string("workflow_target.workflow_key");
        break;
      case 3:
        scope = reader.string("workflow_target.scope");
        break;
      default:
        reader.skip();
    }
  }
  reader.leave(outer);
  return { _tag: "Workflow", workflowName, workflowKey, scope };
}

import {
  type Command,
  formatAwakeableId,
  formatInvocationId,
  type InvocationId,
  parseAwakeableId,
  parseInvocationId,
  type Target,
} from "@holdfast/core";
import * as fc from "fast-check";
import { anyCommand } from "../wire/arbitraries.ts";
import { DEPLOYMENT } from "./partition-world.ts";

const OTHER = "0123456789abcdef".repeat(3) as InvocationId;

/** Names and keys of which some belong together. */
const callee = fc.record({
  serviceName: fc.constantFrom("Worker", "Counter", "Order", "Nobody"),
  handlerName: fc.constantFrom("work", "add", "get", "run", "pay", "nothing"),
  key: fc.constantFrom("", "k"),
  idempotencyKey: fc.constantFrom(null, null, "", "i"),
  scope: fc.constantFrom(null, null, null, "here"),
  limitKey: fc.constantFrom(null, null, null, "few"),
});
const invocationId = fc.constantFrom(formatInvocationId(OTHER), "inv_1nothing", "");
const awakeableId = fc.constantFrom(formatAwakeableId(OTHER, 17), "sign_1nothing", "");
const target = fc.oneof(
  invocationId.map((invocationId) => ({ _tag: "InvocationId" as const, invocationId })),
  callee.map(({ serviceName, handlerName, key, scope }) => ({
    _tag: "IdempotentRequest" as const,
    serviceName,
    serviceKey: key === "" ? null : key,
    handlerName,
    idempotencyKey: "i",
    scope,
  })),
  callee.map(({ scope }) => ({
    _tag: "Workflow" as const,
    workflowName: "Order",
    workflowKey: "o",
    scope,
  })),
);

/** Commands of every kind, about what is there and about what is not. */
export const aimedCommand: fc.Arbitrary<Command> = fc
  .tuple(anyCommand, callee, invocationId, awakeableId, target)
  .map(([command, callee, targetInvocationId, awakeableId, target]): Command => {
    switch (command._tag) {
      case "CallCommand":
      case "OneWayCallCommand":
        return { ...command, ...callee };
      case "SendSignalCommand":
        return { ...command, targetInvocationId };
      case "CompleteAwakeableCommand":
        return { ...command, awakeableId };
      case "AttachInvocationCommand":
      case "GetInvocationOutputCommand":
        return { ...command, target };
      default:
        return command;
    }
  });

/** With which error a command of a handler is refused, or null; from the wire facts, 1.11. */
export function refusalOf(of: Target, command: Command): string | null {
  switch (command._tag) {
    case "GetLazyStateCommand":
    case "GetLazyStateKeysCommand":
    case "GetEagerStateCommand":
    case "GetEagerStateKeysCommand":
      return of._tag === "Service" ? "RT0017" : null;
    case "SetStateCommand":
    case "ClearStateCommand":
    case "ClearAllStateCommand":
      return of._tag === "Service" || of.access === "Shared" ? "RT0017" : null;
    case "GetPromiseCommand":
    case "PeekPromiseCommand":
    case "CompletePromiseCommand":
      return of._tag === "Workflow" ? null : "RT0017";
    case "CallCommand":
    case "OneWayCallCommand":
      return callRefusal(command);
    case "SendSignalCommand":
      return parseInvocationId(command.targetInvocationId) === null ? "RT0017" : null;
    case "CompleteAwakeableCommand":
      return parseAwakeableId(command.awakeableId) === null ? "RT0017" : null;
    case "AttachInvocationCommand":
    case "GetInvocationOutputCommand": {
      const { target } = command;
      if (target._tag !== "InvocationId") return target.scope === null ? null : "RT0024";
      return parseInvocationId(target.invocationId) === null ? "RT0017" : null;
    }
    case "InputCommand":
    case "OutputCommand":
    case "SleepCommand":
    case "RunCommand":
      return null;
    default:
      return command satisfies never;
  }
}

function callRefusal(
  command: Extract<Command, { _tag: "CallCommand" | "OneWayCallCommand" }>,
): string | null {
  if (command.scope !== null || command.limitKey !== null) return "RT0024";
  if (command.idempotencyKey === "") return "RT0017";
  const service = DEPLOYMENT.services.find(({ name }) => name === command.serviceName);
  const handler = service?.handlers.find(({ name }) => name === command.handlerName);
  if (service === undefined || handler === undefined) return "RT0018";
  if ((service.type === "Service") !== (command.key === "")) return "RT0017";
  return handler.type === "Workflow" && command.idempotencyKey !== null ? "RT0017" : null;
}

import {
  type ClientRequest,
  type DeploymentChoice,
  type Command,
  encodeMessage,
  formatAwakeableId,
  formatInvocationId,
  type Happening,
  type Invocation,
  type InvocationId,
  notificationKey,
  type Outcome,
  type PeerMessage,
  type Target,
  type TargetRef,
} from "@holdfast/core";
import fc from "fast-check";
import { DEPLOYMENT, type PartitionWorld } from "./partition-world.ts";

/**
 * One choice of what happens next. It is turned into an event only when the world is known, so that
 * it names invocations, epochs and timers that are really there, and shrinks to a short story.
 */
export interface Choice {
  readonly kind: (typeof KINDS)[number];
  readonly who: number;
  readonly what: number;
  readonly n: number;
  readonly laterMs: number;
  /** How far the epoch that an attempt speaks for is from the invocation's. */
  readonly epochOff: number;
}

const KINDS = [
  "call",
  "send",
  "command",
  "command",
  "command",
  "runCompletion",
  "suspended",
  "ended",
  "ended",
  "failed",
  "timer",
  "timer",
  "operate",
  "ask",
  "awakeable",
  "message",
  "taken",
  "registry",
] as const;

export const choice: fc.Arbitrary<Choice> = fc.record({
  kind: fc.constantFrom(...KINDS),
  who: fc.nat({ max: 7 }),
  what: fc.nat({ max: 19 }),
  n: fc.nat({ max: 3 }),
  laterMs: fc.constantFrom(0, 0, 0, 1, 10, 50, 300, 500, 1_000, 86_400_000),
  epochOff: fc.constantFrom(0, 0, 0, 0, 0, 0, -1, 1),
});

const TARGETS: readonly TargetRef[] = [
  { service: "Counter", key: "a", handler: "add" },
  { service: "Worker", key: null, handler: "work" },
  { service: "Order", key: "o", handler: "run" },
  { service: "Brief", key: "b", handler: "add" },
  { service: "Fleeting", key: "f", handler: "run" },
  { service: "Counter", key: "a", handler: "get" },
  { service: "Order", key: "o", handler: "pay" },
  { service: "Counter", key: null, handler: "add" },
  { service: "Nobody", key: null, handler: "work" },
];

/** Lets what was chosen happen in the world. */
export function enact(world: PartitionWorld, choice: Choice): void {
  world.nowMs += choice.laterMs;
  const happening = happeningOf(world, choice);
  if (happening !== null) world.happen(happening);
}

function pick<T>(list: readonly T[], n: number): T | undefined {
  return list.length === 0 ? undefined : list[n % list.length];
}

/** One of the latest invocations: most choices are about what still goes on. */
function idOf(world: PartitionWorld, { who }: Choice): InvocationId | undefined {
  return pick(world.ids.slice(-8).toReversed(), who);
}

function happeningOf(world: PartitionWorld, choice: Choice): Happening | null {
  const { kind, n, what } = choice;
  switch (kind) {
    case "call":
    case "send":
    case "operate":
    case "ask":
    case "awakeable":
    case "registry": {
      const body = requestOf(world, choice);
      return body === null ? null : { _tag: "Requested", request: 1_000 + what, body };
    }
    case "timer": {
      const timer = pick(world.timers(), n === 0 ? 0 : what);
      return { _tag: "TimerFired", item: timer?.item ?? "nothing" };
    }
    case "message": {
      const message = messageOf(world, choice);
      if (message === null) return null;
      const seen = world.tables.get("dedup", "seen", "1") ?? 0;
      return { _tag: "MessageReceived", from: 1, sequence: seen + (n === 0 ? 0 : 1), message };
    }
    case "taken":
      return { _tag: "MessageTaken", by: 1, sequence: what };
    default:
      return attemptSays(world, choice);
  }
}

const WISHES = ["Cancel", "Kill", "Purge", "PurgeJournal", "Pause"] as const;

function requestOf(world: PartitionWorld, choice: Choice): ClientRequest | null {
  const { kind, n, what } = choice;
  const target = pick(TARGETS, what) ?? { service: "", key: null, handler: "" };
  const idempotencyKey = n === 3 && target.handler !== "run" ? "k" : null;
  const invoking = {
    target,
    headers: [{ key: "content-type", value: "text/plain" }],
    body: Uint8Array.of(n),
    idempotencyKey,
  };
  const id = idOf(world, choice);
  if (kind === "call") return { _tag: "Call", ...invoking };
  if (kind === "send") return { _tag: "Send", ...invoking, delayMs: n === 0 ? null : n * 400 };
  if (kind === "registry") return registryRequest(world, choice);
  if (id === undefined) return null;
  if (kind === "awakeable") {
    return { _tag: "CompleteAwakeable", id, signalIndex: 16 + n, outcome: outcomeOf(n) };
  }
  if (kind === "operate") {
    const known = pick(world.tables.scan("deployment", ""), n);
    const deployment: DeploymentChoice =
      n === 0
        ? { _tag: "Keep" }
        : n === 1 || known === undefined
          ? { _tag: "Latest" }
          : { _tag: "Id", id: known.value.id };
    if (what % 7 === 5) return { _tag: "Resume", id, deployment };
    if (what % 7 === 6) return { _tag: "RestartAsNew", id, from: n, deployment };
    return { _tag: pick(WISHES, what % 7) ?? "Cancel", id };
  }
  const ref = { _tag: "Id", id } as const;
  return { _tag: pick(["Attach", "Output", "Lookup"] as const, what) ?? "Attach", ref };
}

function registryRequest(world: PartitionWorld, { n, what }: Choice): ClientRequest | null {
  const known = pick(world.tables.scan("deployment", ""), n);
  if (what === 0 && known !== undefined) return { _tag: "RemoveDeployment", id: known.value.id };
  return {
    _tag: "RegisterDeployment",
    deployment: { ...DEPLOYMENT, uri: n === 0 ? DEPLOYMENT.uri : "http://two/" },
    force: what % 2 === 0,
    breaking: false,
    dryRun: what === 1,
  };
}

function messageOf(world: PartitionWorld, choice: Choice): PeerMessage | null {
  const { n, what } = choice;
  const id = idOf(world, choice);
  if (id === undefined) return null;
  const incarnation = world.tables.get("invocation", id, "")?.incarnation ?? 1;
  const far = `f${id.slice(1)}` as InvocationId;
  const listener = { id: far, incarnation: 7, completionId: n + 1, notificationType: 0x800d };
  switch (what % 4) {
    case 0:
      return { _tag: "Kill", id };
    case 1:
      return { _tag: "Attach", id, listener, wait: n > 1 };
    case 2: {
      const notificationId = { _tag: "Completion", completionId: n + 1 } as const;
      const notificationType = 0x800d;
      const result = { _tag: "Value", value: Uint8Array.of(what) } as const;
      const payload = encodeMessage({
        _tag: "Notification",
        type: notificationType,
        id: notificationId,
        result,
      });
      return { _tag: "Notify", id, incarnation, notificationType, notificationId, payload };
    }
    default: {
      const existing = world.tables.get("invocation", id, "");
      // Only ids that follow from a key are ever invoked twice.
      const again = existing !== undefined && hasOwnId(existing) ? existing : null;
      const fresh = (world.tables.get("dedup", "seen", "1") ?? 0).toString(16).padStart(32, "0");
      return {
        _tag: "Invoke",
        id: again === null ? (`${id.slice(0, 16)}${fresh}` as InvocationId) : id,
        target: again?.target ?? ADDING,
        completionRetentionMs: n * 100,
        journalRetentionMs: 100,
        input: encodeMessage({
          _tag: "InputCommand",
          headers: [],
          value: new Uint8Array(),
          name: "",
        }),
        source: { _tag: "Ingress" },
        idempotencyKey: again?.idempotencyKey ?? null,
        listener: n === 0 ? null : listener,
        startAtMs: n === 2 ? world.nowMs + 300 : null,
      };
    }
  }
}

const ADDING: Target = {
  _tag: "Object",
  service: "Counter",
  key: "a",
  handler: "add",
  access: "Exclusive",
};

/** Whether the invocation's id follows from its idempotency key or its workflow's. */
function hasOwnId({ target, idempotencyKey }: Invocation): boolean {
  return idempotencyKey !== null || (target._tag === "Workflow" && target.access === "Run");
}

function outcomeOf(n: number): Outcome {
  return n % 2 === 0
    ? { _tag: "Success", value: Uint8Array.of(n) }
    : { _tag: "Failure", failure: { code: 400 + n, message: "no", metadata: [] } };
}

function attemptSays(world: PartitionWorld, choice: Choice): Happening | null {
  const { kind, who, n, what, epochOff } = choice;
  const running = world.tables.scan("running", "").map(({ item }) => item as InvocationId);
  const id = who === 7 ? idOf(world, choice) : pick(running, who);
  if (id === undefined) return null;
  const from = { id, epoch: (world.tables.get("invocation", id, "")?.epoch ?? 1) + epochOff };
  const deploymentId = world.tables.scan("deployment", "")[0]?.value.id;
  if (deploymentId === undefined) return null;
  const pin = { deploymentId, protocolVersion: 6 };
  switch (kind) {
    case "runCompletion":
      return {
        _tag: "RunCompletionProposed",
        ...from,
        pin,
        completionId: n + 1,
        outcome: outcomeOf(what),
      };
    case "suspended": {
      const completion = notificationKey({ _tag: "Completion", completionId: n + 1 });
      const signal = notificationKey({ _tag: "Signal", index: what % 2 === 0 ? 1 : 17 });
      return { _tag: "AttemptSuspended", ...from, waitingFor: [completion, signal] };
    }
    case "ended":
      return { _tag: "AttemptEnded", ...from };
    case "failed":
      return {
        _tag: "AttemptFailed",
        ...from,
        failure: { code: 500, errorCode: null, message: "", stacktrace: "", relatedCommand: null },
        nextRetryDelayMs: n === 0 ? 100 : null,
        behavior: pick(["Retry", "Retry", "Retry", "Pause", "Fail"] as const, what) ?? "Retry",
        countsForHandler: what % 2 === 0,
      };
    default: {
      const command = commandOf(world, choice);
      const payload = encodeMessage(command);
      const ackRequested = what === 19;
      return { _tag: "CommandProposed", ...from, pin, command, payload, ackRequested };
    }
  }
}

/** Commands with few completion ids and keys, so that they collide. */
function commandOf(world: PartitionWorld, choice: Choice): Command {
  const { n, what, who } = choice;
  const name = "";
  const resultCompletionId = n + 1;
  const key = Uint8Array.of(n % 2);
  const other = pick(world.ids, who + n) ?? ("0".repeat(48) as InvocationId);
  const callee = pick(TARGETS, who + n) ?? { service: "", key: null, handler: "" };
  const calling = {
    serviceName: callee.service,
    handlerName: callee.handler,
    key: callee.key ?? "",
    parameter: Uint8Array.of(n),
    headers: [],
    idempotencyKey: n === 2 && callee.handler !== "run" ? "k" : null,
    scope: null,
    limitKey: null,
    invocationIdCompletionId: 10 + n,
    name,
  };
  const value = { _tag: "Value", value: Uint8Array.of(n) } as const;
  const target = { _tag: "InvocationId", invocationId: formatInvocationId(other) } as const;
  const promise = `p${n % 2}`;
  const commands: readonly Command[] = [
    { _tag: "OutputCommand", result: value, name },
    { _tag: "RunCommand", resultCompletionId, name },
    { _tag: "SleepCommand", wakeUpTimeMs: world.nowMs + n * 300, resultCompletionId, name },
    { _tag: "CallCommand", ...calling, resultCompletionId },
    { _tag: "OneWayCallCommand", ...calling, invokeTimeMs: n < 2 ? 0 : world.nowMs + n * 300 },
    { _tag: "SetStateCommand", key, value: Uint8Array.of(what), name },
    { _tag: "ClearStateCommand", key, name },
    { _tag: "ClearAllStateCommand", name },
    { _tag: "GetLazyStateCommand", key, resultCompletionId, name },
    { _tag: "GetLazyStateKeysCommand", resultCompletionId, name },
    { _tag: "GetPromiseCommand", key: promise, resultCompletionId, name },
    { _tag: "PeekPromiseCommand", key: promise, resultCompletionId, name },
    { _tag: "CompletePromiseCommand", key: promise, completion: value, resultCompletionId, name },
    {
      _tag: "SendSignalCommand",
      targetInvocationId: n === 3 ? "nobody" : formatInvocationId(other),
      signal: n === 0 ? { _tag: "NamedSignal", name: "go" } : { _tag: "Signal", index: n },
      result: { _tag: "Void" },
      name,
    },
    {
      _tag: "CompleteAwakeableCommand",
      awakeableId: n === 3 ? "nobody" : formatAwakeableId(other, 17),
      result: value,
      name,
    },
    { _tag: "AttachInvocationCommand", target, resultCompletionId, name },
    { _tag: "GetInvocationOutputCommand", target, resultCompletionId, name },
    { _tag: "GetEagerStateCommand", key, result: value, name },
    { _tag: "CallCommand", ...calling, resultCompletionId },
  ];
  return pick(commands, what) ?? { _tag: "RunCommand", resultCompletionId, name };
}

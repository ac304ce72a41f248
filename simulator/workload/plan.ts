import {
  idempotentInvocationId,
  type InvocationId,
  type TargetRef,
  workflowInvocationId,
} from "@holdfast/core";
import { chance, type Choices, pick } from "../choices.ts";
import type { Settings } from "../settings.ts";
import type { Operation } from "./operation.ts";
import { isLiar, KEYLESS_LIAR, LIAR } from "../liar.ts";
import { FICKLE } from "./services.ts";
import { drawSteps } from "./step.ts";

/** An operation with the virtual time at which its client begins it. */
export interface PlannedOperation {
  readonly atMs: number;
  readonly operation: Operation;
}

const KEYS = ["a", "b", "c"] as const;
const FLOWS = ["x", "y"] as const;

/** Operations that are all due at one instant. */
const STORM = 12;

/** What clients are going to do in a world. */
export function planOperations(choices: Choices, settings: Settings): readonly PlannedOperation[] {
  const planned: PlannedOperation[] = [];
  const add = (wanted: Wanted): void => {
    planned.push(planOperation(choices, settings, planned.length, wanted));
  };
  for (let i = 0; i < settings.operations; i++) {
    const kind = pick(choices, ["add", "work", "exec", "flow", "lie", "get", "fickle"]);
    const token = `op-${i}`;
    switch (kind) {
      case "add": {
        const input = { token, slow: choices.below(2) === 1 };
        add({ target: ref("Counter", pick(choices, KEYS), "add"), input });
        break;
      }
      case "work":
        add({
          target: ref("Worker", null, "work"),
          input: { token, steps: drawSteps(choices, false) },
        });
        break;
      case "exec":
        add({
          target: ref("Box", pick(choices, KEYS), "exec"),
          input: { token, steps: drawSteps(choices, true) },
        });
        break;
      case "flow": {
        const key = pick(choices, FLOWS);
        const patient = !settings.operators;
        add({ target: ref("Flow", key, "run"), input: { token: key, patient } });
        add({ target: ref("Flow", key, "poke"), input: { token, patient } });
        const seen = pick(choices, [null, "look", "watch"]);
        if (seen !== null) add({ target: ref("Flow", key, seen), input: { token, patient } });
        break;
      }
      case "lie":
        if ((settings.odds.lies ?? 0) === 0) break;
        add({
          target: pick(choices, [
            ref(LIAR, pick(choices, KEYS), pick(choices, ["lie", "lie", "look"])),
            ref(KEYLESS_LIAR, null, "lie"),
          ]),
          input: { token },
        });
        break;
      case "fickle":
        if ((settings.odds["changed-code"] ?? 0) === 0) break;
        add({
          target: ref(FICKLE, null, "work"),
          input: { token, steps: drawSteps(choices, false, 2) },
        });
        break;
      case "get":
        add({ target: ref("Counter", pick(choices, KEYS), "get"), input: { token: null } });
        break;
      default:
        kind satisfies never;
    }
  }
  if (settings.stormAtMs !== null) {
    const { stormAtMs } = settings;
    const begun = planned.length;
    for (let i = 0; i < STORM; i++) add(stormy(choices, `storm-${i}`));
    for (const each of planned.slice(begun)) {
      const atMs = Math.min(each.atMs, stormAtMs - 1);
      planned[planned.indexOf(each)] = {
        atMs,
        operation: delayed(each.operation, stormAtMs - atMs),
      };
    }
  }
  return planned;
}

/** Begins at a set time, as all of a storm do. */
function stormy(choices: Choices, token: string): Wanted {
  const target = pick(choices, [
    ref("Counter", pick(choices, KEYS), "add"),
    ref("Worker", null, "work"),
  ]);
  return { target, input: { token, slow: false, steps: [{ do: "sleep", ms: 4 }] } };
}

function delayed(operation: Operation, delayMs: number): Operation {
  return { ...operation, kind: "Send", delayMs };
}

/** The same, where it is known what they want: how they ask for it is drawn, and when. */
export function planWanted(
  choices: Choices,
  settings: Settings,
  wanted: readonly Wanted[],
): readonly PlannedOperation[] {
  return wanted.map((each, number) => planOperation(choices, settings, number, each));
}

/** What a client wants of one of the simulator's own services. */
export interface Wanted {
  readonly target: TargetRef;
  readonly input: { readonly token: string | null; readonly [field: string]: unknown };
}

function planOperation(
  choices: Choices,
  settings: Settings,
  number: number,
  wanted: Wanted,
): PlannedOperation {
  const operation = operationOf(settings, number, wanted, choices);
  return { atMs: choices.below(settings.faultyMs), operation };
}

function operationOf(
  settings: Settings,
  number: number,
  { target, input }: Wanted,
  choices: Choices,
): Operation {
  const runsOnce = target.service === "Flow" && target.handler === "run";
  // A workflow needs its promise completed, and with several partitions only such ids are routed.
  const mustRepeat = target.service === "Flow" || settings.partitions > 1;
  const idempotent = !runsOnce && (mustRepeat || chance(choices, 0.7));
  const idempotencyKey = idempotent ? `key-${number}` : null;
  // Whoever calls a run that was begun already is refused, and is not told of its outcome.
  const sends =
    (runsOnce && choices.below(4) > 0) || isLiar(target.service) || choices.below(3) === 2;
  return {
    number,
    kind: sends ? "Send" : "Call",
    target,
    input,
    token: input.token,
    delayMs: sends && choices.below(2) === 1 ? choices.below(500) : null,
    idempotencyKey,
    expectedId: expectedId(settings, target, idempotencyKey, runsOnce),
    state: "Planned",
    reply: null,
    tries: 0,
  };
}

/** The id that an invocation must have, where that follows from its keys. */
export function expectedId(
  settings: Settings,
  { service, key, handler }: TargetRef,
  idempotencyKey: string | null,
  runsOnce: boolean,
): InvocationId | null {
  const { hashes } = settings.config;
  if (runsOnce) return workflowInvocationId(hashes, service, key ?? "");
  if (idempotencyKey === null) return null;
  return idempotentInvocationId(hashes, service, key, handler, idempotencyKey);
}

function ref(service: string, key: string | null, handler: string): TargetRef {
  return { service, key, handler };
}

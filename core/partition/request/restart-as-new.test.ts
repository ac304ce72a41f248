import { describe, expect, it } from "vitest";
import { type Config, DEFAULTS, LIMITS } from "../../engine/config.ts";
import type { DeploymentId, InvocationId } from "../../ids/index.ts";
import { chanceOf, type Invocation, journalItem, type Source } from "../../model/index.ts";
import { MemoryTables } from "../../store/index.ts";
import { MessageType } from "../../wire/index.ts";
import { transition } from "../transition.ts";

const ENDED = "0123456789abcdef0123456789abcdef0123456789abcdef" as InvocationId;
const FIRST = "0123456789abcdefaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa" as InvocationId;

const config: Config = {
  hashes: { hash64: () => 0n, sha256: (bytes) => bytes },
  partition: { index: 0, count: 1 },
  clusterName: "cluster",
  defaults: DEFAULTS,
  limits: LIMITS,
};

function ended(protocolVersion: number, source: Source): Invocation {
  return {
    id: ENDED,
    target: { _tag: "Service", service: "Worker", handler: "work" },
    source,
    idempotencyKey: null,
    status: {
      _tag: "Completed",
      outcome: { _tag: "Success", value: new Uint8Array() },
      completedAtMs: 1,
      expiresAtMs: 9_000,
    },
    incarnation: 1,
    epoch: 1,
    pin: { deploymentId: "dp_1one" as DeploymentId, protocolVersion },
    listeners: [],
    journalLength: 2,
    journalCommands: 2,
    outputIndex: null,
    policyAttempts: 0,
    attemptsSinceLastStored: 0,
    lastFailure: null,
    completionRetentionMs: 8_999,
    journalRetentionMs: 8_999,
    createdAtMs: 0,
    modifiedAtMs: 1,
    journalModifiedAtMs: 1,
  };
}

/** Restarts an invocation that has kept its input and one command. */
function restart(from: number, protocolVersion: number, source: Source = { _tag: "Ingress" }) {
  const tables = new MemoryTables();
  const kept = {
    _tag: "Command",
    payload: new Uint8Array(),
    completionId: null,
    storedAtMs: 0,
  } as const;
  tables.apply([
    { table: "invocation", group: ENDED, item: "", value: ended(protocolVersion, source) },
    {
      table: "journal",
      group: ENDED,
      item: journalItem(0),
      value: { ...kept, type: MessageType.InputCommand },
    },
    {
      table: "journal",
      group: ENDED,
      item: journalItem(1),
      value: { ...kept, type: MessageType.ClearAllStateCommand },
    },
  ]);
  const body = { _tag: "RestartAsNew", id: ENDED, from, deployment: { _tag: "Keep" } } as const;
  const when = { nowMs: 100, entropy: [1, 2, 3, 4] } as const;
  const { changes, actions } = transition(config, tables, {
    _tag: "Requested",
    request: 1,
    body,
    ...when,
  });
  const made = changes.flatMap((change) =>
    change.table === "invocation" && change.value !== null ? [change.value] : [],
  );
  const reply = actions.flatMap((action) => (action._tag === "Answer" ? [action.reply] : []));
  return { made, reply };
}

describe("what is restarted", () => {
  it("draws, from a later entry, what the ended one drew, and from 0 its own", () => {
    const [later] = restart(1, 6).made;
    expect(later && chanceOf(later)).toBe(ENDED);
    const [own] = restart(0, 6).made;
    expect(own && chanceOf(own)).toBe(own?.id);
  });

  it("draws what the first of a line of restarts drew", () => {
    const source = { _tag: "Restart", id: FIRST, chance: FIRST } as const;
    const [made] = restart(1, 7, source).made;
    expect(made && chanceOf(made)).toBe(FIRST);
  });

  it("begins from 0 where its chance comes from its id alone", () => {
    expect(restart(1, 5)).toMatchObject({ made: [], reply: [{ _tag: "Rejected", code: 422 }] });
    expect(restart(0, 5)).toMatchObject({ reply: [{ _tag: "Restarted" }] });
  });
});

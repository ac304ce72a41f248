import { encodeMessage, type Event, MessageType, type Transition } from "@holdfast/core";
import { expect, it } from "vitest";
import type { NodeView } from "./checker.ts";
import { RestartChecker } from "./restart.ts";

const OLD = `${"1".repeat(16)}${"2".repeat(32)}`;
const NEW = `${"1".repeat(16)}${"3".repeat(32)}`;
const JOURNAL = ["input", "call", "c1", "s17", "c2", "output"];

/** It asks for two completions: the id of whom it calls, and the result. */
const CALL = encodeMessage({
  _tag: "CallCommand",
  serviceName: "Worker",
  handlerName: "work",
  parameter: new Uint8Array(),
  headers: [],
  key: "",
  idempotencyKey: null,
  scope: null,
  limitKey: null,
  invocationIdCompletionId: 1,
  resultCompletionId: 2,
  name: "",
});

function entry(text: string) {
  const payload = new TextEncoder().encode(text);
  if (text === "c1" || text === "c2") {
    const id = { _tag: "Completion", completionId: Number(text.slice(1)) };
    return { _tag: "Notification", type: 1, payload, id };
  }
  if (text === "s17") return { _tag: "Notification", type: 2, payload, id: { _tag: "Signal" } };
  if (text === "call") {
    return { _tag: "Command", type: MessageType.CallCommand, payload: CALL, completionId: 2 };
  }
  return { _tag: "Command", type: 3, payload, completionId: null };
}

interface Made {
  readonly id?: string;
  readonly of?: string;
  readonly touches?: string;
  readonly chance?: string;
}

/** A restart from an entry of a journal, which leads to this one. */
function see(from: number, journal: readonly string[], made: Made = {}) {
  const { id = NEW, of = OLD, touches, chance = from === 0 ? id : OLD } = made;
  const rows = JOURNAL.map((text) => ({ value: entry(text) }));
  const ended = { id: OLD, source: { _tag: "Ingress" } };
  const node = { ahead: { scan: () => rows, get: () => ended } } as unknown as NodeView;
  const source = { _tag: "Restart", id: of, chance };
  const changes = [
    ...journal.map((text, index) => ({
      table: "journal",
      group: id,
      item: index.toString(16).padStart(8, "0"),
      value: entry(text),
    })),
    { table: "invocation", group: id, value: { id, source, journalLength: journal.length } },
    ...(touches === undefined ? [] : [{ table: "state", group: touches, value: null }]),
  ];
  const event = { _tag: "Requested", body: { _tag: "RestartAsNew", id: OLD, from } };
  const led = { changes, actions: [] } as unknown as Transition;
  new RestartChecker().transition(node, event as Event, led);
}

it.each([
  [0, ["input"]],
  [1, ["input", "call", "c1", "c2"]],
  [3, ["input", "call", "c1", "s17", "c2"]],
  [5, JOURNAL],
])("lets one begin from entry %i with %j", (from, journal) => {
  expect(() => see(from, journal)).not.toThrow();
});

it.each([
  [1, ["input"]],
  [1, ["input", "run"]],
  [1, ["input", "call"]],
  [1, ["input", "call", "c1"]],
  [3, ["input", "call", "c1", "s17"]],
  [1, ["input", "call", "s17"]],
  [1, ["input", "call", "c1", "output"]],
  [1, ["call", "input"]],
])("notices that one begins from entry %i with %j", (from, journal) => {
  expect(() => see(from, journal)).toThrow(/^S-RESTART-1/);
});

it.each([
  { id: `${"4".repeat(16)}${"3".repeat(32)}` },
  { of: NEW },
  { touches: OLD },
  { chance: OLD },
])("notices %j", (made) => {
  expect(() => see(0, ["input"], made)).toThrow(/^S-RESTART-1/);
});

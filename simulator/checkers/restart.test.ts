import type { Event, Transition } from "@holdfast/core";
import { expect, it } from "vitest";
import type { NodeView } from "./checker.ts";
import { RestartChecker } from "./restart.ts";

const OLD = `${"1".repeat(16)}${"2".repeat(32)}`;
const NEW = `${"1".repeat(16)}${"3".repeat(32)}`;
const JOURNAL = ["input", "call", "c1", "s17", "c2", "output"];

function entry(text: string) {
  const payload = new TextEncoder().encode(text);
  if (text.startsWith("c") && text !== "call") {
    return { _tag: "Notification", type: 1, payload, id: { _tag: "Completion" } };
  }
  if (text === "s17") return { _tag: "Notification", type: 2, payload, id: { _tag: "Signal" } };
  return { _tag: "Command", type: 3, payload };
}

interface Made {
  readonly id?: string;
  readonly of?: string;
  readonly touches?: string;
}

/** A restart from an entry of a journal, which leads to this one. */
function see(from: number, journal: readonly string[], { id = NEW, of = OLD, touches }: Made = {}) {
  const rows = JOURNAL.map((text) => ({ value: entry(text) }));
  const node = { ahead: { scan: () => rows } } as unknown as NodeView;
  const source = { _tag: "Restart", id: of };
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
  [1, ["input", "call", "s17"]],
  [1, ["input", "call", "c1", "output"]],
  [1, ["call", "input"]],
])("notices that one begins from entry %i with %j", (from, journal) => {
  expect(() => see(from, journal)).toThrow(/^S-RESTART-1/);
});

it.each([{ id: `${"4".repeat(16)}${"3".repeat(32)}` }, { of: NEW }, { touches: OLD }])(
  "notices %j",
  (made) => {
    expect(() => see(0, ["input"], made)).toThrow(/^S-RESTART-1/);
  },
);

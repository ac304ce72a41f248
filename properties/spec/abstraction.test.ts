import { describe, expect, it } from "vitest";
import type { InvocationId, ObjectKey } from "@holdfast/core";
import { abstractOf, touchedBy } from "./abstraction.ts";
import { Host, value } from "./replay/host.ts";

const COUNTER = { service: "Counter", key: "k", handler: "add" };

describe("what durable state is to the specification", () => {
  it("is read from what a step touched: locks, invocations, promises, timers, mail", () => {
    const host = new Host();
    const first = host.send(COUNTER);
    const second = host.send(COUNTER);
    const attempt = host.begin(first);
    const { changes } = host.say(attempt, {
      _tag: "SleepCommand",
      wakeUpTimeMs: host.nowMs + 5,
      resultCompletionId: 1,
      name: "",
    });
    const key = host.objectKey(first);
    const seen = abstractOf(host.tables, {
      ...touchedBy(changes),
      keys: new Set([key]),
      peers: new Set(["1"]),
    });
    expect(Object.keys(seen.invocations)).toEqual([first]);
    expect(seen.invocations[first]).toMatchObject({
      status: "Invoked",
      attempts: 1,
      outcome: null,
      journal: [{ _tag: "SleepCommand" }],
    });
    expect(seen.locks).toEqual({ [key]: { holder: first, queue: [second] } });
    expect(seen.timers).toMatchObject([{ _tag: "Sleep", id: first, dueMs: host.nowMs + 5 }]);
    expect(seen.promises).toEqual({ [key]: {} });
    expect(seen.mail).toEqual({ 1: { sent: 0, outbox: [], seen: 0 } });
  });

  it("has promises with their listeners and their outcome", () => {
    const host = new Host();
    const waiter = host.begin(host.send({ service: "Order", key: "o", handler: "wait" }));
    const shared = { key: "p", resultCompletionId: 1, name: "" };
    const asked = host.say(waiter, { _tag: "GetPromiseCommand", ...shared });
    const promises = () => abstractOf(host.tables, touchedBy(asked.changes)).promises;
    const key = host.objectKey(waiter.id);
    expect(promises()).toEqual({ [key]: { p: { tag: "Pending", listeners: [waiter.id] } } });
    const completion = value(7);
    const second = { ...shared, resultCompletionId: 2, completion };
    host.say(waiter, { _tag: "CompletePromiseCommand", ...second });
    expect(promises()).toEqual({
      [key]: { p: { tag: "Completed", outcome: { _tag: "Success", value: Uint8Array.of(7) } } },
    });
  });

  it("has nothing of what is not there", () => {
    const host = new Host();
    const ids = new Set(["f".repeat(48) as InvocationId]);
    const keys = new Set(["0/s/k" as ObjectKey]);
    const seen = abstractOf(host.tables, { ids, keys, peers: new Set() });
    expect(seen).toEqual({
      locks: {},
      invocations: {},
      promises: { "0/s/k": {} },
      timers: [],
      mail: {},
    });
  });

  it("leaves out timers that nobody waits for", () => {
    const host = new Host();
    const attempt = host.begin(host.send(COUNTER));
    const { changes } = host.end(attempt, value(1));
    const seen = abstractOf(host.tables, touchedBy(changes));
    expect(seen.timers).toEqual([]);
    expect(seen.invocations[attempt.id]).toMatchObject({
      status: "Completed",
      outcome: { _tag: "Success" },
    });
  });
});

describe("what a step touched", () => {
  it("is named by its rows, whatever the table", () => {
    const id = "a".repeat(48);
    const at = (table: string, group: string, item: string) =>
      ({ table, group, item, value: null }) as Parameters<typeof touchedBy>[0][number];
    const touched = touchedBy([
      at("running", "", id),
      at("timer", "", `00000000000a/${id}/start`),
      at("inbox", "0/s/k", "000000000000"),
      at("outbox", "2", "000000000001"),
      at("dedup", "seen", "3"),
      at("service", "", "Counter"),
    ]);
    expect([...touched.ids]).toEqual([id]);
    expect([...touched.keys]).toEqual(["0/s/k"]);
    expect([...touched.peers]).toEqual(["2", "3"]);
  });
});

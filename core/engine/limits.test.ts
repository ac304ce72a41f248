import { describe, expect, it } from "vitest";
import type { InvocationId } from "../ids/index.ts";
import type { Message } from "../wire/index.ts";
import { MemoryHost } from "./memory-host.fixture.ts";

const OUTPUT: Message = {
  _tag: "OutputCommand",
  result: { _tag: "Value", value: Uint8Array.of(1) },
  name: "",
};
const END: Message = { _tag: "End" };

function setState(bytes: number): Message {
  const value = new Uint8Array(bytes);
  return { _tag: "SetStateCommand", key: Uint8Array.of(1), value, name: "" };
}

describe("clients", () => {
  it("beyond the limit are told to come later, until one has left", () => {
    const host = MemoryHost.registered({ maxWaitingClients: 2 });
    const first = host.call("Worker/work");
    const gone = host.call("Worker/work");
    const refused = host.call("Worker/work");
    expect(host.replies.get(refused)).toMatchObject({ _tag: "Rejected", code: 429 });
    host.settle();
    expect(host.store.scan("running", "")).toHaveLength(2);
    host.give({ _tag: "RequestGone", request: gone });
    const third = host.call("Worker/work");
    expect(host.replies.has(third)).toBe(false);
    host.settle();
    host.says(1, OUTPUT, END);
    host.settle();
    expect(host.replies.has(first)).toBe(true);
    const fourth = host.call("Worker/work");
    expect(host.replies.has(fourth)).toBe(false);
  });

  it("cannot shut out who does not wait, since that may be what ends their waiting", () => {
    const host = MemoryHost.registered({ maxWaitingClients: 1 });
    const waiting = host.call("Worker/work");
    host.settle();
    const [running] = host.store.scan("running", "");
    const killed = host.request({ _tag: "Kill", id: running?.item as InvocationId });
    host.settle();
    expect(host.replies.get(killed)).toEqual({ _tag: "Done" });
    expect(host.replies.get(waiting)).toMatchObject({ _tag: "Completed" });
  });

  it("that have gone get no answer, and their invocations go on", () => {
    const host = MemoryHost.registered();
    const before = host.call("Worker/work");
    host.give({ _tag: "RequestGone", request: before });
    host.settle();
    const during = host.call("Worker/work");
    host.settle();
    host.give({ _tag: "RequestGone", request: during });
    for (const stream of [1, 2]) host.says(stream, OUTPUT, END);
    host.settle();
    expect(host.replies.has(before) || host.replies.has(during)).toBe(false);
    const completed = [...host.store.rows()].filter(
      (row) => row.table === "invocation" && row.value?.status._tag === "Completed",
    );
    expect(completed).toHaveLength(2);
  });

  it("of one invocation are answered together, each once, with its outcome (S-REPLY-1)", () => {
    const host = MemoryHost.registered();
    const requests = [1, 2, 3].map(() => host.call("Worker/work", "key"));
    const other = host.call("Worker/work", "other");
    host.settle();
    host.says(1, OUTPUT, END);
    host.settle();
    for (const request of requests) {
      expect(host.replies.get(request)).toMatchObject({ outcome: { value: Uint8Array.of(1) } });
    }
    expect(host.replies.has(other)).toBe(false);
    const late = host.call("Worker/work", "key");
    expect(host.replies.get(late)).toMatchObject({ expiresAtMs: host.nowMs + 24 * 3_600_000 });
  });

  it("find the inbox of a key full when it is", () => {
    const host = MemoryHost.registered({ maxInboxLength: 2 });
    for (let n = 0; n < 3; n++) host.call("Counter/a/add");
    const refused = host.call("Counter/a/add");
    const shared = host.call("Counter/a/get");
    const other = host.call("Counter/b/add");
    host.settle();
    expect(host.replies.get(refused)).toMatchObject({ _tag: "Rejected", code: 429 });
    expect(host.replies.has(shared) || host.replies.has(other)).toBe(false);
    host.says(1, OUTPUT, END);
    const accepted = host.call("Counter/a/add");
    host.settle();
    expect(host.replies.has(accepted)).toBe(false);
  });
});

describe("a journal", () => {
  it("grows to its limit; the command that exceeds it ends the attempt", () => {
    const host = MemoryHost.registered({ maxJournalEntries: 3 });
    host.call("Counter/a/add");
    host.settle();
    host.says(1, setState(1), setState(2));
    host.settle();
    expect(host.stream(1).state).toBe("Open");
    host.says(1, setState(3));
    host.settle();
    expect(host.stream(1).state).toBe("Aborted");
    const [row] = [...host.store.rows()].filter(({ table }) => table === "invocation");
    expect(row?.value).toMatchObject({
      journalLength: 3,
      lastFailure: { errorCode: "RT0017", message: expect.stringContaining("3 entries") },
    });
    expect([...host.store.rows()].find(({ table }) => table === "state")?.value).toHaveLength(2);
  });
});

describe("unwritten bytes", () => {
  it("press back when they are many, and let go when they are few", () => {
    const host = MemoryHost.registered({ maxUnwrittenBytes: 20_000 });
    host.call("Counter/a/add");
    host.settle();
    host.outputs.length = 0;
    host.says(1, setState(8_000));
    const [small] = host.tags();
    expect(small).toBe("Append");
    host.says(1, setState(8_000));
    expect(host.tags()).toEqual(["Pressure"]);
    host.says(1, setState(1));
    expect(host.tags()).toEqual([]);
    host.commit();
    expect(host.tags()).toEqual(["Append"]);
    host.commit();
    expect(host.outputs).toContainEqual({ _tag: "Pressure", high: false });
  });

  it("refuse clients, who cannot be pressed back, once they are twice too many", () => {
    const host = MemoryHost.registered({ maxUnwrittenBytes: 20_000 });
    host.call("Counter/a/add");
    host.settle();
    for (let n = 0; n < 2; n++) host.says(1, setState(8_000));
    const heard = host.call("Worker/work");
    host.says(1, setState(8_000));
    const refused = host.call("Worker/work");
    expect(host.replies.get(refused)).toMatchObject({ _tag: "Rejected", code: 429 });
    host.settle();
    expect(host.replies.has(heard)).toBe(false);
    expect(host.streams.size).toBe(2);
  });
});

describe("attempts that have ended", () => {
  it("do not leave their deadlines behind for ever", () => {
    const host = MemoryHost.registered();
    for (let stream = 1; stream <= 4_500; stream++) {
      host.call("Worker/work");
      host.settle();
      host.says(stream, OUTPUT, END);
      host.settle();
    }
    const { deadlines } = host.engine as unknown as { deadlines: { size: number } };
    expect(deadlines.size).toBeLessThan(4_200);
  });
});

describe("an engine that drains", () => {
  it("asks what runs to suspend, starts nothing, refuses clients, and says when it is done", () => {
    const host = MemoryHost.registered();
    const waiting = host.call("Worker/work");
    const ending = host.call("Worker/work");
    host.settle();
    host.give({ _tag: "Drain" });
    expect([host.stream(1).state, host.stream(2).state]).toEqual(["HalfClosed", "HalfClosed"]);
    const late = host.call("Worker/work");
    expect(host.replies.get(late)).toMatchObject({ _tag: "Rejected", code: 503 });
    host.says(2, OUTPUT, END);
    host.settle();
    expect(host.replies.get(ending)).toMatchObject({ _tag: "Completed" });
    const waitingOn = { _tag: "AnyOf", completions: [], signals: [17], namedSignals: [] } as const;
    host.outputs.length = 0;
    host.says(1, { _tag: "Suspension", waitingOn });
    expect(host.tags()).toEqual(["Release", "Append"]);
    host.commit();
    expect(host.tags()).toEqual(["Reply", "Drained"]);
    expect(host.replies.get(waiting)).toMatchObject({ _tag: "Rejected", code: 503 });
  });

  it("leaves what wakes up meanwhile to the next engine", () => {
    const host = MemoryHost.registered();
    host.call("Counter/a/add");
    host.call("Counter/a/add");
    host.settle();
    host.give({ _tag: "Drain" });
    host.says(1, OUTPUT, END);
    host.settle();
    expect(host.streams.size).toBe(1);
    expect(host.outputs).toContainEqual({ _tag: "Drained" });
    const next = new MemoryHost({}, host.store);
    expect(next.stream(1).target.path).toBe("invoke/Counter/add");
  });

  it("is done at once when there is nothing to wait for", () => {
    const host = MemoryHost.registered();
    expect(host.give({ _tag: "Drain" })).toEqual([{ _tag: "Drained" }]);
    expect(host.give({ _tag: "Drain" })).toEqual([]);
  });

  it("has nothing more to write once it is done", () => {
    const host = MemoryHost.registered();
    host.request({
      _tag: "Send",
      target: { service: "Worker", key: null, handler: "work" },
      headers: [{ key: "content-type", value: "application/json" }],
      body: new Uint8Array(),
      idempotencyKey: null,
      delayMs: 50,
    });
    host.settle();
    host.give({ _tag: "Drain" });
    host.outputs.length = 0;
    host.advance(100);
    const request = host.call("Worker/work");
    expect(host.outputs.map(({ _tag }) => _tag)).toEqual(["Reply"]);
    expect(host.replies.get(request)).toMatchObject({ code: 503 });
  });

  it("cuts off what does not suspend in time", () => {
    const host = MemoryHost.registered();
    host.call("Hasty/work");
    host.settle();
    host.says(1);
    host.give({ _tag: "Drain" });
    host.advance(499);
    expect(host.stream(1).state).toBe("HalfClosed");
    host.advance(1);
    host.settle();
    expect(host.stream(1).state).toBe("Aborted");
    expect(host.outputs).toContainEqual({ _tag: "Drained" });
  });

  it("gives what runs its whole abort timeout, counted from when it was asked", () => {
    for (const [service, silentMs] of [
      ["Hasty", 90],
      ["Patient", 4_000],
    ] as const) {
      const host = MemoryHost.registered();
      host.call(`${service}/work`);
      host.settle();
      host.says(1);
      host.advance(silentMs);
      host.give({ _tag: "Drain" });
      host.advance(499);
      expect(host.stream(1).state).toBe("HalfClosed");
      host.advance(1);
      expect(host.stream(1).state).toBe("Aborted");
    }
  });
});

describe("the next time to wake", () => {
  function delayed(host: MemoryHost, delayMs: number): void {
    host.request({
      _tag: "Send",
      target: { service: "Worker", key: null, handler: "work" },
      headers: [{ key: "content-type", value: "application/json" }],
      body: new Uint8Array(),
      idempotencyKey: null,
      delayMs,
    });
  }

  it("is asked for once its timer is durable, and again only when it changes", () => {
    const host = MemoryHost.registered();
    delayed(host, 500);
    expect(host.wakeMs).toBe(Number.POSITIVE_INFINITY);
    host.settle();
    expect(host.wakeMs).toBe(host.nowMs + 500);
    host.outputs.length = 0;
    delayed(host, 900);
    host.settle();
    expect(host.tags()).toEqual(["Append", "Reply"]);
    delayed(host, 100);
    host.settle();
    expect(host.wakeMs).toBe(host.nowMs + 100);
  });

  it("is the one after it, each in turn", () => {
    const host = MemoryHost.registered();
    const startMs = host.nowMs;
    for (const delayMs of [300, 100, 200]) delayed(host, delayMs);
    host.settle();
    const rung: number[] = [];
    for (let n = 0; n < 3; n++) {
      rung.push(host.wakeMs - startMs);
      host.advance(host.wakeMs - host.nowMs);
      host.settle();
      host.says(n + 1, OUTPUT, END);
      host.settle();
    }
    expect(rung).toEqual([100, 200, 300]);
  });

  it("is asked for again after a clock that rang too early, which does nothing else", () => {
    const host = MemoryHost.registered();
    delayed(host, 500);
    host.settle();
    host.nowMs += 499;
    expect(host.give({ _tag: "Clock" })).toEqual([{ _tag: "Wake", atMs: host.nowMs + 1 }]);
  });

  it("comes soon again when more timers are due than one step fires", () => {
    const host = MemoryHost.registered();
    for (let n = 0; n < 600; n++) delayed(host, 100);
    host.settle();
    host.nowMs += 100;
    const steps: number[] = [];
    while (host.wakeMs <= host.nowMs) {
      host.wakeMs = Number.POSITIVE_INFINITY;
      host.give({ _tag: "Clock" });
      const fired = host.batch?.changes.filter(
        ({ table, value }) => table === "timer" && value === null,
      );
      steps.push(fired?.length ?? 0);
      host.settle();
    }
    expect(steps).toEqual([256, 256, 88]);
    expect(host.streams.size).toBe(600);
  });
});

import { describe, expect, it } from "vitest";
import { decodeMessage, encodeUtf8, formatInvocationId, type Message } from "../index.ts";
import { MemoryHost } from "./memory-host.fixture.ts";
import type { Reply } from "./request.ts";

const OUTPUT: Message = {
  _tag: "OutputCommand",
  result: { _tag: "Value", value: encodeUtf8("1") },
  name: "",
};
const END: Message = { _tag: "End" };

function suspension(...signals: readonly number[]): Message {
  const waitingOn = { _tag: "AnyOf", completions: [], signals, namedSignals: [] } as const;
  return { _tag: "Suspension", waitingOn };
}

/** The id of the invocation that a stream is for. */
function idOn(host: MemoryHost, stream: number) {
  const [start] = host.stream(stream).received;
  if (start?._tag !== "Start") throw new Error("no Start");
  return start.invocationId;
}

function completeAwakeable(host: MemoryHost, stream: number, signalIndex: number): void {
  const outcome = { _tag: "Success", value: Uint8Array.of(signalIndex) } as const;
  host.request({ _tag: "CompleteAwakeable", id: idOn(host, stream), signalIndex, outcome });
}

describe("attempts beyond the limit", () => {
  it("wait, and begin in the order in which they became due", () => {
    const host = MemoryHost.registered({ maxAttempts: 2 });
    for (const n of [1, 2, 3, 4]) host.call(`Counter/${n}/add`);
    host.settle();
    expect(host.streams.size).toBe(2);
    host.says(2, OUTPUT, END);
    host.settle();
    host.says(1, OUTPUT, END);
    host.settle();
    const keys = [1, 2, 3, 4].map((stream) => host.stream(stream).received[0]);
    expect(keys.map((start) => start?._tag === "Start" && start.key)).toEqual(["1", "2", "3", "4"]);
  });

  it("replay every notification that was stored while they waited (L-WAKE-1)", () => {
    const host = MemoryHost.registered({ maxAttempts: 1 });
    host.call("Worker/work");
    host.settle();
    host.says(1, suspension(17, 18, 19));
    host.settle();
    host.call("Counter/a/add");
    host.settle();
    for (const signal of [17, 18, 19]) {
      completeAwakeable(host, 1, signal);
      host.settle();
    }
    expect(host.streams.size).toBe(2);
    host.says(2, OUTPUT, END);
    host.settle();
    expect(host.stream(3).received.map(({ _tag }) => _tag)).toEqual([
      "Start",
      "InputCommand",
      "Notification",
      "Notification",
      "Notification",
    ]);
    expect(host.stream(3).received[0]).toMatchObject({ knownEntries: 4 });
  });

  it("replay no notification that is written but not reported yet: that one is told", () => {
    const host = MemoryHost.registered({ maxAttempts: 1 });
    host.call("Worker/work");
    host.call("Worker/work");
    host.settle();
    const [waiting] = host.store.scan("running", "").filter(({ item }) => item !== idOn(host, 1));
    const id = waiting?.item as ReturnType<typeof idOn>;
    const outcome = { _tag: "Success", value: Uint8Array.of(1) } as const;
    host.request({ _tag: "CompleteAwakeable", id, signalIndex: 17, outcome });
    host.store.apply(host.batch?.changes ?? []);
    host.says(1, OUTPUT, END);
    expect(host.stream(2).received).toHaveLength(2);
    expect(host.stream(2).received[0]).toMatchObject({ knownEntries: 1 });
    host.settle();
    expect(host.stream(2).received[2]).toMatchObject({ id: { index: 17 } });
  });

  it("do not begin at all when their invocation was killed meanwhile", () => {
    const host = MemoryHost.registered({ maxAttempts: 1 });
    host.call("Worker/work");
    host.call("Worker/work", "k");
    host.settle();
    const [waiting] = host.store.scan("running", "").filter(({ item }) => item !== idOn(host, 1));
    if (waiting === undefined) throw new Error("nothing waits");
    host.request({ _tag: "Kill", id: waiting.item as ReturnType<typeof idOn> });
    host.says(1, OUTPUT, END);
    host.settle();
    expect(host.streams.size).toBe(1);
    expect(host.replies.size).toBe(4);
  });
});

describe("an attempt in flight", () => {
  it("is told of notifications in stored order, without being started anew", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    host.says(1, { _tag: "RunCommand", resultCompletionId: 1, name: "" });
    completeAwakeable(host, 1, 17);
    host.says(1, {
      _tag: "ProposeRunCompletion",
      completionId: 1,
      result: { _tag: "Value", value: Uint8Array.of(2) },
    });
    completeAwakeable(host, 1, 18);
    host.settle();
    const told = host.stream(1).received.slice(2);
    expect(told.map((each) => each._tag === "Notification" && each.id)).toEqual([
      { _tag: "Signal", index: 17 },
      { _tag: "Completion", completionId: 1 },
      { _tag: "Signal", index: 18 },
    ]);
    expect(host.streams.size).toBe(1);
  });

  it("is asked to suspend after its silence, and starts again when it is told", () => {
    const host = MemoryHost.registered();
    host.call("Hasty/work");
    host.settle();
    host.says(1);
    host.advance(99);
    expect(host.stream(1).state).toBe("Open");
    host.advance(1);
    expect(host.stream(1).state).toBe("HalfClosed");
    completeAwakeable(host, 1, 17);
    host.settle();
    expect(host.stream(1).received).toHaveLength(2);
    host.says(1, suspension(17));
    host.settle();
    expect(host.stream(1).state).toBe("Released");
    expect(host.stream(2).received[0]).toMatchObject({ knownEntries: 2 });
  });

  it("is cut off with RT0001 when it does not answer that, and tried again later", () => {
    const host = MemoryHost.registered();
    host.call("Hasty/work");
    host.settle();
    host.says(1);
    host.advance(599);
    expect(host.stream(1).state).toBe("HalfClosed");
    host.advance(1);
    expect(host.stream(1).state).toBe("Aborted");
    host.settle();
    const invocation = host.store.get("invocation", idOn(host, 1), "");
    expect(invocation).toMatchObject({
      status: { _tag: "BackingOff" },
      lastFailure: { errorCode: "RT0001" },
    });
    host.advance(1_000);
    host.settle();
    expect(host.stream(2).received[0]).toMatchObject({ retryCountSinceLastStoredEntry: 1 });
  });

  it("gets nothing after the replay in request/response mode, but a new attempt", () => {
    const host = MemoryHost.registered({}, "RequestResponse");
    host.call("Worker/work");
    host.settle();
    expect(host.stream(1).state).toBe("HalfClosed");
    completeAwakeable(host, 1, 17);
    host.settle();
    expect(host.stream(1).received).toHaveLength(2);
    host.says(1, suspension(17));
    host.settle();
    expect(host.stream(2).received[0]).toMatchObject({ knownEntries: 2 });
  });

  it("is ended by what the partition refuses of it, and retried", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    host.says(1, { _tag: "ClearAllStateCommand", name: "" });
    expect(host.stream(1).state).toBe("Open");
    host.settle();
    expect(host.stream(1).state).toBe("Aborted");
    host.advance(1_000);
    host.settle();
    expect(host.stream(2).received[0]).toMatchObject({ knownEntries: 1 });
  });

  it("is retried when its stream breaks, with a growing interval", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    const gaps: number[] = [];
    for (const stream of [1, 2, 3]) {
      const failedAtMs = host.nowMs;
      host.give({ _tag: "StreamFailed", stream, message: "connection refused" });
      host.settle();
      while (!host.streams.has(stream + 1)) {
        host.advance(1);
        host.settle();
      }
      gaps.push(host.nowMs - failedAtMs);
    }
    for (const [n, gapMs] of gaps.entries()) {
      expect(gapMs).toBeGreaterThanOrEqual(500 * 2 ** n);
      expect(gapMs).toBeLessThanOrEqual(667 * 2 ** n);
    }
  });

  it("cannot be heard once it was cut off", () => {
    const host = MemoryHost.registered();
    const request = host.call("Worker/work");
    host.settle();
    const id = idOn(host, 1);
    host.request({ _tag: "Kill", id });
    host.settle();
    expect(host.stream(1).state).toBe("Aborted");
    expect(host.replies.get(request)).toMatchObject({ outcome: { failure: { code: 409 } } });
    host.outputs.length = 0;
    host.says(1, OUTPUT, END);
    host.give({ _tag: "StreamEnd", stream: 1 });
    host.give({ _tag: "StreamFailed", stream: 1, message: "reset" });
    expect(host.outputs).toEqual([]);
  });

  it("is not heard for the invocation that took its place under the same id (S-FENCE-1)", () => {
    const host = MemoryHost.registered();
    host.call("Order/o/run");
    host.settle();
    const id = idOn(host, 1);
    host.request({ _tag: "Kill", id });
    host.request({ _tag: "Purge", id });
    const again = host.call("Order/o/run");
    host.says(1, OUTPUT, END);
    host.settle();
    expect(idOn(host, 2)).toBe(id);
    expect(host.replies.has(again)).toBe(false);
    expect(host.store.get("invocation", id, "")).toMatchObject({
      status: { _tag: "Invoked" },
      journalLength: 1,
    });
  });
});

describe("an attempt that was overtaken before it began", () => {
  it("does not begin in the name of the invocation that took its place (S-FENCE-1)", () => {
    const host = MemoryHost.registered();
    host.call("Order/o/run");
    const [row] = (host.batch?.changes ?? []).filter(({ table }) => table === "invocation");
    const id = row?.group as ReturnType<typeof idOn>;
    host.request({ _tag: "Kill", id });
    host.request({ _tag: "Purge", id });
    host.call("Order/o/run");
    host.commit();
    expect(host.streams.size).toBe(0);
    host.settle();
    expect(host.streams.size).toBe(1);
    host.says(1, OUTPUT, END);
    host.settle();
    expect(host.store.get("invocation", id, "")).toMatchObject({ status: { _tag: "Completed" } });
  });
});

describe("an attempt that cannot be run", () => {
  it("fails for reasons of ours, and runs once they are gone", () => {
    const host = MemoryHost.registered();
    const deployment = host.store.scan("deployment", "")[0]?.value;
    if (deployment === undefined) throw new Error("nothing is registered");
    host.request({
      _tag: "Send",
      target: { service: "Worker", key: null, handler: "work" },
      headers: [],
      body: new Uint8Array(),
      idempotencyKey: null,
      delayMs: 50,
    });
    host.request({ _tag: "RemoveDeployment", id: deployment.id });
    host.settle();
    host.advance(50);
    host.settle();
    const [row] = [...host.store.rows()].filter(({ table }) => table === "invocation");
    expect(row?.value).toMatchObject({
      status: { _tag: "BackingOff" },
      lastFailure: { errorCode: "RT0011" },
      attemptsSinceLastStored: 0,
      policyAttempts: 1,
    });
    expect(host.streams.size).toBe(0);
    const { services, ...endpoint } = deployment;
    host.request({
      _tag: "RegisterDeployment",
      deployment: { ...endpoint, services },
      force: false,
      breaking: false,
      dryRun: false,
    });
    host.settle();
    host.advance(1_000);
    host.settle();
    expect(host.stream(1).received).toHaveLength(2);
  });

  it("speaks the protocol version that its endpoint does, or says RT0013", () => {
    for (const [min, max, expected] of [
      [5, 5, "v5"],
      [5, 6, "v6"],
      [5, 9, "v6"],
      [7, 7, null],
      [1, 4, null],
    ] as const) {
      const host = MemoryHost.registered();
      const deployment = host.store.scan("deployment", "")[0]?.value;
      if (deployment === undefined) throw new Error("nothing is registered");
      const reply = (): Reply | undefined => [...host.replies.values()].at(-1);
      host.request({
        _tag: "RegisterDeployment",
        deployment: { ...deployment, minProtocolVersion: min, maxProtocolVersion: max },
        force: true,
        breaking: false,
        dryRun: false,
      });
      host.settle();
      expect(reply()).toMatchObject({ _tag: "Registered", unchanged: false });
      host.call("Worker/work");
      host.settle();
      if (expected === null) {
        const [row] = [...host.store.rows()].filter(({ table }) => table === "invocation");
        expect(row?.value).toMatchObject({ lastFailure: { errorCode: "RT0013" } });
      } else {
        const [type] = host.stream(1).target.headers;
        expect(type).toEqual(["content-type", `application/vnd.restate.invocation.${expected}`]);
      }
    }
  });

  it("names itself as its clients do", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    const id = formatInvocationId(idOn(host, 1));
    expect(host.stream(1).received[0]).toMatchObject({ debugId: id });
    expect(host.stream(1).target.headers).toContainEqual(["x-restate-invocation-id", id]);
    const entry = host.store.scan("journal", idOn(host, 1))[0]?.value;
    expect(decodeMessage(entry?.type ?? 0, entry?.payload ?? new Uint8Array())).toMatchObject({
      _tag: "InputCommand",
    });
  });
});

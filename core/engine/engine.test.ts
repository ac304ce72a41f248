import { describe, expect, it } from "vitest";
import { encodeUtf8, type Message } from "../wire/index.ts";
import { Engine } from "./engine.ts";
import { CONTENT_TYPE, MemoryHost } from "./memory-host.fixture.ts";

const OUTPUT: Message = {
  _tag: "OutputCommand",
  result: { _tag: "Value", value: encodeUtf8('"done"') },
  name: "",
};
const END: Message = { _tag: "End" };
const RUN: Message = { _tag: "RunCommand", resultCompletionId: 1, name: "step" };

describe("a call that does nothing", () => {
  it("goes from the client to the handler and back", () => {
    const host = MemoryHost.registered();
    const request = host.call("Counter/a b/add");
    expect(host.tags()).toEqual(["Append"]);
    host.commit();
    expect(host.tags()).toEqual(["Open", "Write", "Wake"]);

    const { target, received } = host.stream(1);
    expect(target).toMatchObject({
      uri: "http://endpoint/",
      httpVersion: "HTTP/2.0",
      path: "invoke/Counter/add",
    });
    expect(target.headers).toEqual([
      ["content-type", CONTENT_TYPE],
      ["accept", CONTENT_TYPE],
      ["x-restate-invocation-id", expect.stringMatching(/^inv_1\w{33}$/)],
      ["x-restate-service-key", "a%20b"],
      ["x-restate-cluster-name", "test"],
      ["x-extra", "1"],
    ]);
    expect(received).toMatchObject([
      { _tag: "Start", knownEntries: 1, key: "a b", state: [], partialState: false },
      { _tag: "InputCommand", value: Uint8Array.of(1) },
    ]);

    host.says(1, OUTPUT, END);
    expect(host.tags()).toEqual(["Release", "Append"]);
    expect(host.replies.has(request)).toBe(false);
    host.settle();
    expect(host.replies.get(request)).toMatchObject({
      _tag: "Completed",
      outcome: { _tag: "Success", value: encodeUtf8('"done"') },
      contentType: "application/json",
      expiresAtMs: null,
    });
  });

  it("is answered for a failure with that failure", () => {
    const host = MemoryHost.registered();
    const request = host.call("Worker/work");
    host.settle();
    const failure = { code: 422, message: "no", metadata: [{ key: "a", value: "b" }] };
    host.says(1, { _tag: "OutputCommand", result: { _tag: "Failure", failure }, name: "" }, END);
    host.settle();
    expect(host.replies.get(request)).toMatchObject({
      _tag: "Completed",
      outcome: { _tag: "Failure", failure },
      contentType: null,
    });
  });

  it("gets the state of its object ahead, unless the handler wants none", () => {
    const host = MemoryHost.registered();
    const key = encodeUtf8("n");
    const value = encodeUtf8("1");
    for (const [stream, service] of [
      [1, "Counter"],
      [3, "Lazy"],
    ] as const) {
      host.call(`${service}/a/add`);
      host.settle();
      host.says(stream, { _tag: "SetStateCommand", key, value, name: "" }, OUTPUT, END);
      host.settle();
      host.call(`${service}/a/add`);
      host.settle();
      const { received } = host.stream(stream + 1);
      const eager = { state: [{ key, value }], partialState: false };
      expect(received[0]).toMatchObject(
        service === "Counter" ? eager : { state: [], partialState: true },
      );
    }
  });
});

describe("the engine's batches", () => {
  it("take in all that happens while one is being written, and one more only after it", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    const first = host.batch;
    host.call("Worker/work");
    host.call("Worker/work");
    expect(host.batch).toBe(first);
    expect(host.tags()).toEqual(["Append"]);
    host.commit();
    expect(host.batch?.sequence).toBe((first?.sequence ?? 0) + 1);
    const accepted = host.batch?.changes.filter(({ table }) => table === "invocation");
    expect(accepted).toHaveLength(2);
    expect(host.tags()).toEqual(["Open", "Write", "Append", "Wake"]);
    host.commit();
    expect(host.batch).toBeNull();
    expect(host.streams.size).toBe(3);
  });

  it("hold an end and the start that follows it together", () => {
    const host = MemoryHost.registered();
    host.call("Counter/a/add");
    host.call("Counter/a/add");
    host.settle();
    host.outputs.length = 0;
    host.says(1, OUTPUT, END);
    expect(host.streams.size).toBe(1);
    host.commit();
    expect(host.stream(2).target.path).toBe("invoke/Counter/add");
    expect(host.tags()).toEqual(["Release", "Append", "Reply", "Open", "Write"]);
  });

  it("let nothing out that depends on them before they are durable (S-GATE-1)", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    host.says(1, RUN);
    const result = { _tag: "Value", value: Uint8Array.of(5) } as const;
    host.says(1, { _tag: "ProposeRunCompletion", completionId: 1, result });
    host.outputs.length = 0;
    const { received } = host.stream(1);
    host.commit();
    expect(received).toHaveLength(2);
    host.commit();
    expect(received[2]).toMatchObject({
      _tag: "Notification",
      id: { completionId: 1 },
      result: { _tag: "Value", value: Uint8Array.of(5) },
    });
    expect(host.tags()).toEqual(["Append", "Write"]);
  });

  it("let an answer that needs none leave at once, but behind those that wait", () => {
    const host = MemoryHost.registered();
    host.call("Counter/a/add", "k");
    host.commit();
    const ask = {
      _tag: "Output",
      ref: {
        _tag: "Idempotent",
        target: { service: "Counter", key: "a", handler: "add" },
        idempotencyKey: "k",
      },
    } as const;
    const early = host.request(ask);
    expect(host.replies.get(early)).toMatchObject({ _tag: "InFlight" });
    host.says(1, OUTPUT, END);
    const late = host.request(ask);
    expect(host.replies.has(late)).toBe(false);
    host.commit();
    expect(host.replies.get(late)).toMatchObject({ _tag: "Completed" });
  });

  it("are reported in turn, or the engine stops", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.give({ _tag: "BatchDurable", sequence: 99 });
    expect(host.outputs.at(-1)).toMatchObject({
      _tag: "Halt",
      reason: expect.stringContaining("S-GATE-1"),
    });
  });

  it("stop the engine when one cannot be written", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.give({ _tag: "BatchFailed", sequence: 2, message: "disk full" });
    expect(host.outputs.at(-1)).toEqual({
      _tag: "Halt",
      reason: "batch 2 could not be written: disk full",
    });
    host.outputs.length = 0;
    host.call("Worker/work");
    host.give({ _tag: "Clock" });
    host.give({ _tag: "BatchDurable", sequence: 2 });
    expect(host.outputs).toEqual([]);
    expect(host.replies.size).toBe(1);
  });

  it("are numbered from the last one in the store", () => {
    const { config, store } = MemoryHost.registered();
    const engine = new Engine(config, store, null, 41);
    engine.recover(1, [1, 2, 3, 4]);
    const target = { service: "Worker", key: null, handler: "work" };
    const call = { headers: [], body: new Uint8Array(), idempotencyKey: null };
    const outputs = engine.step(2, [5, 6, 7, 8], {
      _tag: "Request",
      request: 1,
      body: { _tag: "Call", target, ...call },
    });
    expect(outputs).toMatchObject([{ _tag: "Append", sequence: 42 }]);
  });
});

import { describe, expect, it } from "vitest";
import { encodeUtf8, type Message } from "../wire/index.ts";
import { MemoryHost } from "./memory-host.fixture.ts";
import { percentEncode } from "./percent-encode.ts";

function setState(key: string, bytes: number): Message {
  const value = new Uint8Array(bytes);
  return { _tag: "SetStateCommand", key: encodeUtf8(key), value, name: "" };
}

const LAST: readonly Message[] = [
  { _tag: "OutputCommand", result: { _tag: "Value", value: new Uint8Array() }, name: "" },
  { _tag: "End" },
];

describe("state sent ahead (wire facts 1.9)", () => {
  it.each([
    [26, ["a", "b"], false],
    [25, ["a"], true],
    [13, ["a"], true],
    [12, [], true],
  ])("is what fits into %i bytes: %j, partial %s", (maxEagerStateBytes, keys, partialState) => {
    const host = MemoryHost.registered({ maxEagerStateBytes });
    host.call("Counter/k/add");
    host.settle();
    host.says(1, setState("b", 12), setState("a", 12), ...LAST);
    host.settle();
    host.call("Counter/k/get");
    host.settle();
    expect(host.stream(2).received[0]).toMatchObject({
      _tag: "Start",
      partialState,
      state: keys.map((key) => ({ key: encodeUtf8(key), value: new Uint8Array(12) })),
    });
  });

  it("is none, and partial, for a service without keys", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    expect(host.stream(1).received[0]).toMatchObject({ state: [], partialState: true, key: "" });
  });
});

describe("a handler's settings", () => {
  it.each([
    ["Layered/own", 20, 40],
    ["Layered/work", 200, 400],
    ["Worker/work", 60_000, 600_000],
  ])("%s: timeouts of the handler, else of the service, else of the server", (...expected) => {
    const [target, inactivityMs, abortMs] = expected;
    const host = MemoryHost.registered();
    host.call(target);
    host.settle();
    host.says(1);
    host.advance(inactivityMs - 1);
    expect(host.stream(1).state).toBe("Open");
    host.advance(1);
    expect(host.stream(1).state).toBe("HalfClosed");
    host.advance(abortMs - 1);
    expect(host.stream(1).state).toBe("HalfClosed");
    host.advance(1);
    expect(host.stream(1).state).toBe("Aborted");
  });

  it.each([
    ["Layered/own", 30, 2],
    ["Layered/work", 30, 9],
    ["Worker/work", 500, 5],
  ])("%s: retries of the handler, else of the service, else of the server", (...expected) => {
    const [target, intervalMs, attempts] = expected;
    const host = MemoryHost.registered();
    host.call(target);
    host.settle();
    let waitedMs: number | null = null;
    for (let stream = 1; host.streams.has(stream); stream++) {
      host.give({ _tag: "StreamFailed", stream, message: "refused" });
      host.settle();
      const [retry] = host.store.scan("timer", "");
      waitedMs ??= (retry?.value.dueMs ?? 0) - host.nowMs;
      host.advance(60_000);
      host.settle();
    }
    expect(waitedMs).toBeGreaterThanOrEqual(intervalMs);
    expect(waitedMs).toBeLessThanOrEqual(intervalMs * (4 / 3) + 1);
    expect(host.streams.size).toBe(attempts);
  });
});

describe("a Start message", () => {
  it("says how often the last entry was tried since, and how long ago it was stored", () => {
    const host = MemoryHost.registered();
    host.call("Worker/work");
    host.settle();
    host.advance(7);
    host.says(1, { _tag: "RunCommand", resultCompletionId: 1, name: "" });
    const storedMs = host.nowMs;
    host.give({ _tag: "StreamFailed", stream: 1, message: "reset" });
    host.settle();
    host.advance(1_000);
    host.settle();
    const [start] = host.stream(2).received;
    expect(start).toMatchObject({ retryCountSinceLastStoredEntry: 1 });
    const sinceMs = start?._tag === "Start" ? start.durationSinceLastStoredEntryMs : Number.NaN;
    expect(sinceMs).toBeGreaterThanOrEqual(500);
    expect(sinceMs).toBeLessThanOrEqual(host.nowMs - storedMs);
  });
});

describe("percentEncode", () => {
  it("keeps what needs no encoding and encodes the bytes of the rest", () => {
    expect(percentEncode(encodeUtf8("aZ09-._~"))).toBe("aZ09-._~");
    expect(percentEncode(encodeUtf8("a/b c%"))).toBe("a%2Fb%20c%25");
    expect(percentEncode(encodeUtf8("ä\n"))).toBe("%C3%A4%0A");
  });

  it("is what the platform does, and reads back", () => {
    for (const text of ["", "x", "Ada Lovelace", "日本", "🎉?&=#"]) {
      expect(decodeURIComponent(percentEncode(encodeUtf8(text)))).toBe(text);
    }
  });
});

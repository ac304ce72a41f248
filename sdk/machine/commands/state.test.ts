import { type Command, encodeUtf8, MessageType, VOID } from "@holdfast/core";
import { describe, expect, it } from "vitest";
import { completionHandle } from "../handle.ts";
import { clearAllState, getState, getStateKeys, setState } from "../index.ts";
import { machineWith, completion, sent } from "../wire.fixture.ts";

describe("state", () => {
  const x = encodeUtf8("x");
  const entry = { key: x, value: encodeUtf8("1") };

  it("answers from what came with Start, and from its own writes", () => {
    const machine = machineWith({ state: [entry] });
    expect(getState(machine, x)).toEqual({ _tag: "Known", value: encodeUtf8("1") });
    setState(machine, x, encodeUtf8("2"));
    expect(getState(machine, x)).toEqual({ _tag: "Known", value: encodeUtf8("2") });
    expect(getStateKeys(machine)).toEqual({ _tag: "Known", keys: [x] });
    clearAllState(machine);
    expect(getState(machine, x)).toEqual({ _tag: "Known", value: null });
    expect(sent(machine).map(({ _tag }) => _tag)).toEqual([
      "GetEagerStateCommand",
      "SetStateCommand",
      "GetEagerStateCommand",
      "GetEagerStateKeysCommand",
      "ClearAllStateCommand",
      "GetEagerStateCommand",
    ]);
  });

  it("asks the server where the state is partial", () => {
    const machine = machineWith({ partialState: true });
    expect(getState(machine, x)).toEqual({ _tag: "Asked", handle: completionHandle(1) });
    expect(getStateKeys(machine)).toEqual({ _tag: "Asked", handle: completionHandle(2) });
  });

  it("reads in a replay what was read before, whatever the state is now", () => {
    const read = (text: string): Command => ({
      _tag: "GetEagerStateCommand",
      key: x,
      result: { _tag: "Value", value: encodeUtf8(text) },
      name: "",
    });
    const eager = machineWith({ journal: [read("old")], state: [entry] });
    expect(getState(eager, x)).toEqual({ _tag: "Known", value: encodeUtf8("old") });
    const lazy = machineWith({
      journal: [
        { _tag: "GetLazyStateCommand", key: x, resultCompletionId: 1, name: "" },
        completion(1, MessageType.GetLazyStateNotification, VOID),
      ],
      state: [entry],
    });
    expect(getState(lazy, x)).toEqual({ _tag: "Asked", handle: completionHandle(1) });
  });
});

import type { Event, Transition } from "@holdfast/core";
import { expect, it } from "vitest";
import type { NodeView } from "./checker.ts";
import { PauseChecker } from "./pause.ts";

const PAUSE = { _tag: "Requested", body: { _tag: "Pause", id: "inv_1" } };

/** A step that leads an invocation from one status to another, or leaves it as it is. */
function see(event: unknown, before: string, after: string | null): void {
  const node = { ahead: { get: () => ({ status: { _tag: before } }) } } as unknown as NodeView;
  const change = {
    table: "invocation",
    group: "inv_1",
    item: "",
    value: { status: { _tag: after } },
  };
  const changes = after === null ? [] : [change];
  const led = { changes, actions: [] } as unknown as Transition;
  new PauseChecker().transition(node, event as Event, led);
}

it.each([
  [PAUSE, "Invoked", "Paused"],
  [PAUSE, "BackingOff", "Paused"],
  [PAUSE, "Suspended", null],
  [PAUSE, "Completed", null],
  [{ _tag: "Requested", body: { _tag: "Resume", id: "inv_1" } }, "Paused", "Invoked"],
  [{ _tag: "Requested", body: { _tag: "Cancel", id: "inv_1" } }, "Paused", "Invoked"],
  [{ _tag: "TimerFired", item: "x" }, "Paused", "Paused"],
])("lets %j lead from %s to %s", (event, before, after) => {
  expect(() => see(event, before, after)).not.toThrow();
});

it.each([
  [PAUSE, "Invoked", null],
  [PAUSE, "BackingOff", null],
  [PAUSE, "Invoked", "BackingOff"],
  [PAUSE, "Suspended", "Paused"],
  [{ _tag: "Requested", body: { _tag: "Cancel", id: "inv_1" } }, "Paused", "Paused"],
  [{ _tag: "Requested", body: { _tag: "Cancel", id: "inv_1" } }, "Paused", null],
  [{ _tag: "TimerFired", item: "x" }, "Paused", "Invoked"],
  [{ _tag: "AttemptEnded" }, "Paused", "Invoked"],
])("notices that %j leads from %s to %s", (event, before, after) => {
  expect(() => see(event, before, after)).toThrow(/^S-PAUSE-1: inv_1/);
});

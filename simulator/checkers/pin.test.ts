import type { Event, Transition } from "@holdfast/core";
import { expect, it } from "vitest";
import type { NodeView } from "./checker.ts";
import { PinChecker } from "./pin.ts";

const PIN = { deploymentId: "dp_1", protocolVersion: 6 };

/** A change of an invocation that was pinned before. */
function see(pin: unknown, event: unknown = {}): void {
  const node = { ahead: { get: () => ({ pin: PIN }) } } as unknown as NodeView;
  const changes = [{ table: "invocation", group: "inv_1", item: "", value: { pin } }];
  new PinChecker().transition(
    node,
    event as Event,
    { changes, actions: [] } as unknown as Transition,
  );
}

it("lets a pin stay", () => {
  expect(() => see({ ...PIN })).not.toThrow();
});

it.each([null, { ...PIN, deploymentId: "dp_2" }, { ...PIN, protocolVersion: 5 }])(
  "notices that a pin became %j",
  (pin) => {
    expect(() => see(pin)).toThrow(/^S-PIN-1: inv_1 was pinned to dp_1/);
  },
);

const resume = (tag: string, id = "inv_1") => ({
  _tag: "Requested",
  body: { _tag: "Resume", id, deployment: { _tag: tag } },
});

it("lets an operator move it to another deployment", () => {
  expect(() => see({ ...PIN, deploymentId: "dp_2" }, resume("Latest"))).not.toThrow();
});

it.each([
  [{ ...PIN, deploymentId: "dp_2" }, resume("Keep")],
  [{ ...PIN, deploymentId: "dp_2" }, resume("Latest", "inv_2")],
  [{ ...PIN, protocolVersion: 5 }, resume("Latest")],
  [null, resume("Latest")],
])("notices that a pin became %j by %j", (pin, event) => {
  expect(() => see(pin, event)).toThrow(/^S-PIN-1/);
});

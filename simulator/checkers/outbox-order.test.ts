import { type Change, outboxItem, type PeerMessage } from "@holdfast/core";
import { expect, it } from "vitest";
import { A, nodeWith, row, step } from "./history.fixture.ts";
import { OutboxOrderChecker } from "./outbox-order.ts";

const kill = (): PeerMessage => ({ _tag: "Kill", id: A });
const FIRST = kill();
const SECOND = kill();

const out = (sequence: number, message: PeerMessage | null): Change =>
  row("outbox", "1", outboxItem(sequence), message && { sequence, message });
const number = (group: "next" | "seen", of: number, value: number): Change =>
  row("dedup", group, String(of), value);
const comes = (sequence: number, message: PeerMessage): unknown => ({
  _tag: "MessageReceived",
  from: 0,
  sequence,
  message,
});

/** Both messages were sent from partition 0, and the first was taken by partition 1. */
function begun(): OutboxOrderChecker {
  const checker = new OutboxOrderChecker();
  const sent = [number("next", 1, 2), out(1, FIRST), out(2, SECOND)];
  step(checker, nodeWith([]), {}, sent);
  checker.durable(nodeWith([]), sent);
  const taken = [number("seen", 0, 1)];
  step(checker, on(1, []), comes(1, FIRST), taken);
  checker.durable(on(1, []), taken);
  return checker;
}

const on = (index: number, rows: readonly Change[]) => ({ ...nodeWith(rows), index });
const seenOne = on(1, [number("seen", 0, 1)]);
const sentTwo = nodeWith([number("next", 1, 2), out(1, FIRST), out(2, SECOND)]);

it("lets messages be taken in order, repeats be passed over, and the outbox be emptied", () => {
  const checker = begun();
  expect(() => {
    step(checker, sentTwo, { _tag: "MessageTaken" }, [out(1, null)]);
    step(checker, seenOne, comes(1, FIRST), []);
    step(checker, seenOne, comes(3, kill()), []);
    step(checker, seenOne, comes(2, SECOND), [number("seen", 0, 2)]);
    checker.durable(on(1, []), [number("seen", 0, 2)]);
    checker.atRest();
  }).not.toThrow();
});

it.each([
  ["is taken twice", seenOne, comes(1, FIRST), [number("seen", 0, 1)]],
  ["is taken before its turn", seenOne, comes(3, kill()), [number("seen", 0, 3)]],
  ["is not taken in its turn", seenOne, comes(2, SECOND), []],
  ["is another than was sent", seenOne, comes(2, kill()), [number("seen", 0, 2)]],
  ["has an effect when it comes again", seenOne, comes(1, FIRST), [out(9, FIRST)]],
  ["leaves before it was taken", sentTwo, { _tag: "MessageTaken" }, [out(2, null)]],
  ["is counted backwards", sentTwo, {}, [number("next", 1, 1)]],
  ["is counted as taken though none came", seenOne, {}, [number("seen", 0, 2)]],
])("notices that a message %s", (_, node, event, changes) => {
  expect(() => step(begun(), node, event, changes)).toThrow(/^S-OUTBOX-1/);
});

it("notices a message that is never taken", () => {
  expect(() => begun().atRest()).toThrow(
    "S-OUTBOX-1: of 2 messages 0>1 only 1 were taken in the end",
  );
});

import { expect, it } from "vitest";
import { causalPast, type Happening } from "./causal-past.ts";

const A = "a".repeat(48);
const B = "b".repeat(48);
const C = "c".repeat(48);
const D = "d".repeat(48);
const LOCK = "0123456789abcdef/Counter/a";

function on(engine: number | null, touched: readonly string[], befalls = false): Happening {
  return { engine, touched, befalls };
}

it("keeps what touched those that are named, and what touched those before", () => {
  const bCallsA = on(0, [B, A]);
  const bBegins = on(0, [B]);
  const events = [on(0, [C]), bBegins, bCallsA, on(0, [B]), on(0, [C]), on(0, [A])];
  expect(causalPast(events, `${A} is still Suspended`)).toEqual([bBegins, bCallsA, events[5]]);
});

it("goes from who waits for a lock to who holds it", () => {
  const events = [on(0, [A]), on(0, [A, LOCK]), on(0, [D]), on(0, [B, LOCK])];
  const kept = [events[0], events[1], events[3]];
  expect(causalPast(events, `${B} is still Inboxed`)).toEqual(kept);
});

it("tells of a lock that is named what its last holder did afterwards", () => {
  const ends = on(0, [A]);
  const events = [on(0, [A, LOCK]), on(0, [B]), ends];
  expect(causalPast(events, `${LOCK} on engine 0 still has a lock`)).toEqual([events[0], ends]);
});

it("keeps what befell an engine before something that matters happened on it", () => {
  const crash = on(0, [], true);
  const events = [on(1, [], true), crash, on(0, [A]), on(0, [], true), on(null, [], true)];
  expect(causalPast(events, `${A} ends twice`)).toEqual([crash, events[2], events[4]]);
  expect(causalPast(events, `${A} on engine 0 ends twice`)).toEqual(events.slice(1));
});

it("keeps everything where nobody is named", () => {
  const events = [on(0, [A]), on(0, [B])];
  expect(causalPast(events, "operation 3 has no answer")).toEqual(events);
});

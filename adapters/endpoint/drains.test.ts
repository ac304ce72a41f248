import { describe, expect, test } from "vitest";
import { Drains } from "./drains.ts";
import { ManualClock } from "./manual-clock.fixture.ts";

/** Drains of 1,000 ms, and the names of those cut off so far. */
function start() {
  const clock = new ManualClock();
  const drains = new Drains(1_000, clock);
  const cut: string[] = [];
  const draining = (name: string) => ({ cutOff: () => void cut.push(name) });
  return { clock, drains, cut, draining };
}

describe("what drains", () => {
  test("is cut off at the limit at the latest, and not before half of it", () => {
    const { clock, drains, cut, draining } = start();
    drains.add(draining("early"));
    clock.advance(499);
    drains.add(draining("late"));
    clock.advance(500);
    expect(cut).toEqual([]);
    clock.advance(1);
    expect(cut).toEqual(["early", "late"]);
    expect(clock.armed).toBe(0);
  });

  test("is left alone once it is over, young or old", () => {
    const { clock, drains, cut, draining } = start();
    const [young, old] = [draining("young"), draining("old")];
    drains.add(old);
    clock.advance(600);
    drains.add(young);
    drains.delete(old);
    drains.delete(young);
    clock.advance(10_000);
    expect(cut).toEqual([]);
    expect(clock.armed).toBe(0);
  });

  test("keeps one timer, however much there is", () => {
    const { clock, drains, cut, draining } = start();
    for (let i = 0; i < 100; i++) drains.add(draining(String(i)));
    expect(clock.armed).toBe(1);
    drains.stop();
    expect(clock.armed).toBe(0);
    clock.advance(10_000);
    expect(cut).toEqual([]);
  });
});

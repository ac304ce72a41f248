import { describe, expect, it } from "vitest";
import type { InvocationId } from "../ids/index.ts";
import { Waiters } from "./waiters.ts";

const A = "a".repeat(48) as InvocationId;
const B = "b".repeat(48) as InvocationId;

describe("Waiters", () => {
  it("names the requests that wait for an invocation, in the order in which they came", () => {
    const waiters = new Waiters();
    for (const request of [3, 1, 2]) waiters.begin(request);
    waiters.wait(3, A);
    waiters.wait(1, B);
    waiters.wait(2, A);
    expect(waiters.of(A)).toEqual([3, 2]);
    expect(waiters.of(B)).toEqual([1]);
    expect(waiters.all()).toEqual([3, 1, 2]);
  });

  it("lets each request be answered once (S-REPLY-1)", () => {
    const waiters = new Waiters();
    waiters.begin(1);
    waiters.wait(1, A);
    expect([waiters.end(1), waiters.end(1)]).toEqual([true, false]);
    expect(waiters.of(A)).toEqual([]);
    expect(waiters.size).toBe(0);
    expect(waiters.end(9)).toBe(false);
  });

  it("does not let a request wait whose client has gone", () => {
    const waiters = new Waiters();
    waiters.begin(1);
    waiters.end(1);
    waiters.wait(1, A);
    expect(waiters.of(A)).toEqual([]);
    expect(waiters.size).toBe(0);
  });
});

import { readFileSync } from "node:fs";
import { formatInvocationId, type InvocationId } from "@holdfast/core";
import { checkLines, tellLine } from "holdfast/trace";
import { describe, expect, it } from "vitest";

const GOOD = readFileSync(new URL("good.ndjson", import.meta.url), "utf8")
  .trimEnd()
  .split("\n");

const nameOf = (id: string): string => formatInvocationId(id as InvocationId).slice(0, 8);

/** The state that a line leads to. */
async function stateAt(last: number): Promise<readonly string[]> {
  let state: readonly string[] = [];
  await checkLines(GOOD, (_, number, checker) => {
    if (number === last) state = checker.describe(nameOf);
    return number < last;
  });
  return state;
}

describe("the state at a line", () => {
  it("tells who holds a key, and who waits for it", async () => {
    expect(await stateAt(77)).toEqual([
      "engine of epoch 1, batch 21 is durable, batch 22 is being written, 4 changes are in none yet",
      "8 invocations, 3 of them not ended",
      "  inv_10T5 Counter/k/add: Invoked, epoch 155509826204096, 1 entries",
      "  inv_10T5 Counter/k/add: Inboxed at 0, epoch 152094838148541, 1 entries",
      "  inv_10T5 Counter/k/add: Inboxed at 1, epoch 41999179649594, 1 entries",
      "1 keys are held",
      "  Counter/k by inv_10T5, then inv_10T5, inv_10T5",
      "5 timers",
      expect.stringMatching(/^ {2}ExpireInvocation of inv_1fgt at 2026-11-26T15:18:22\.324Z/),
      ...Array.from({ length: 4 }, () => expect.stringMatching(/^ {2}ExpireInvocation of/)),
    ]);
  });

  it("tells who sleeps on what, and who waits for a promise", async () => {
    const state = await stateAt(38);
    expect(state).toContain(
      "  inv_1fgt Flow/one/run: Suspended until c2 or s1, epoch 91715656531806, 5 entries, " +
        "at dp_13tD5BOVt3o63yAUzHX7ko9 by version 6",
    );
    expect(state.slice(-2)).toEqual([
      "promises that somebody waits for",
      "  go of Flow/one: inv_1fgt",
    ]);
  });
});

describe("the story of an invocation", () => {
  it("tells what it did, and what befell it", async () => {
    const story: string[] = [];
    await checkLines(GOOD, (line, number) => {
      const told = tellLine(line, "89f3dd716eaa7ec519aaf887baaca1eb42f83c910a2976fb", nameOf);
      if (told !== null) story.push(`${number} ${told.slice("2026-11-25T".length)}`);
      return true;
    });
    expect(story.slice(0, 7)).toEqual([
      "385 15:18:27.443Z a client asks for Call to Worker/work: entry 0 is a command; Invoked; " +
        "attempt 142649517064588 is owed",
      "388 15:18:27.446Z it says what it does: entry 1 is a command; Invoked",
      "391 15:18:27.447Z it says what c1 came to: entry 2 is a Value for c1; c1 is stored; Invoked",
      "394 15:18:27.448Z it says Sleep: entry 3 is a command; Invoked; " +
        "Sleep of it at 2026-11-25T15:18:27.847Z",
      "397 15:18:27.599Z it goes to sleep until c2 or s1: no attempt is owed; Suspended until c2 or s1",
      "400 15:18:27.849Z a timer fires: timer sleep/142649517064587/2 goes; " +
        "entry 4 is a Void for c2; c2 is stored; Invoked; attempt 142649517064589 is owed",
      "403 15:18:27.853Z an attempt of it fails with 500: no attempt is owed; " +
        "BackingOff until 2026-11-25T15:18:27.874Z; Retry of it at 2026-11-25T15:18:27.874Z",
    ]);
    expect(story.at(-1)).toMatch(/^422 .* it ends: no attempt is owed; Completed/);
  });
});

import { describe, expect, it } from "vitest";
import { eventTable } from "../checker/event-table.ts";
import { REFINEMENTS } from "./refinements.ts";

describe("each level does what the one above it allows", () => {
  it.each(REFINEMENTS)("$name", ({ check }) => {
    const { violation, states } = check();
    expect(violation && eventTable(violation)).toBeNull();
    expect(states.size).toBeGreaterThan(1_000);
  });
});

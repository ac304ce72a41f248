import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { choice, enact } from "./arbitrary-events.ts";
import { PartitionWorld } from "./partition-world.ts";

describe("whatever happens to a partition, in whatever order", () => {
  it.each([1, 2])(
    "keeps every claim about its state at every step, as one of %i",
    (partitions) => {
      fc.assert(
        fc.property(fc.array(choice, { maxLength: 80, size: "max" }), (choices) => {
          const world = new PartitionWorld(partitions);
          for (const each of choices) enact(world, each);
          expect(world.problems).toEqual([]);
        }),
        { numRuns: 300 },
      );
    },
    60_000,
  );
});

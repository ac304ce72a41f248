import { Engine } from "@holdfast/core";
import { expect, it } from "vitest";
import { runSeeds } from "./index.ts";

/** What an engine remembers of what is going on. */
interface Memory {
  readonly attempts: { readonly running: number; readonly queued: number };
  readonly waiters: { readonly size: number };
  readonly gate: { readonly idle: boolean };
  readonly deadlines: { nextMs(): number };
}

const NOTHING = { running: 0, queued: 0, clients: 0, idle: true, deadlineMs: Infinity };

it("leaves nothing in an engine's memory once everything has come to an end", async () => {
  const engines = new Map<number, Engine>();
  const { failures } = await runSeeds({
    from: 1,
    count: 60,
    parts: {
      makeEngine: (config, durable, watch) => {
        const engine = new Engine(config, durable, watch);
        engines.set(config.partition.index, engine);
        return engine;
      },
    },
    onReport: ({ seed }) => {
      // Of each partition the engine that was started last, which saw the end.
      for (const engine of engines.values()) {
        expect(remembered(engine as unknown as Memory), `seed ${seed}`).toEqual(NOTHING);
      }
      engines.clear();
      return true;
    },
  });
  expect(failures).toEqual([]);
});

function remembered({ attempts, waiters, gate, deadlines }: Memory) {
  return {
    running: attempts.running,
    queued: attempts.queued,
    clients: waiters.size,
    idle: gate.idle,
    deadlineMs: deadlines.nextMs(),
  };
}

// A process that works on one invocation of ten steps: node worker.mjs DIRECTORY LEDGER LAST. It
// writes each step into the ledger as it takes it, says `kept N` when N of them are in the journal,
// and `sum S` at the end. After `kept LAST` it stands still, so that it can be killed just there.
import { appendFileSync, writeSync } from "node:fs";
import { Endpoint, service } from "@holdfast/sdk";
import { openLocalEngine } from "holdfast";

const STEPS = 10;
const [directory, ledger, last] = process.argv.slice(2);

const steps = service({
  name: "steps",
  handlers: {
    take: async (ctx) => {
      let sum = 0;
      for (let i = 0; i < STEPS; i++) {
        sum += await ctx.run(`step ${i}`, () => {
          appendFileSync(ledger, `${i}\n`);
          return i;
        });
        say(`kept ${i + 1}`);
        if (i + 1 === Number(last)) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
      }
      return sum;
    },
  },
});

const endpoint = new Endpoint({ services: [steps], nowMs: Date.now });
const engine = await openLocalEngine({ directory, endpoint });
const sum = await engine.call({ service: "steps", handler: "take", idempotencyKey: "all" });
await engine.close();
say(`sum ${String(sum)}`);

/** At once, so that whoever kills us knows how far we were. */
function say(line) {
  writeSync(1, `${line}\n`);
}

// A process that appends numbered batches to a store until it is killed or the store stops:
// node appender.mjs DIRECTORY. It says `open LAST` once it goes on after batch LAST, `durable N`
// for every batch that the store reports durable, and `stopped REASON`, and `unclean REASON`
// where it could not close in order after that. Batch N changes four
// tables so that each shows what it was the last batch.
import { writeSync } from "node:fs";
import { Effect } from "effect";
import { openUnscopedStore } from "holdfast/storage";

const UNDER_WAY = 3;

const store = await Effect.runPromise(openUnscopedStore({ directory: process.argv[2] }));
let sequence = store.lastSequence;
say(`open ${sequence}`);
for (let i = 0; i < UNDER_WAY; i++) appendNext();

function appendNext() {
  const n = ++sequence;
  store.append(n, batch(n), (failure) => {
    if (failure === null) {
      say(`durable ${n}`);
      appendNext();
    } else {
      say(`stopped ${failure}`);
      store.close().catch((cause) => say(`unclean ${cause.message}`));
    }
  });
}

function batch(n) {
  const id = n.toString(16).padStart(12, "0");
  return [
    { table: "dedup", group: "log", item: id, value: n },
    { table: "running", group: "", item: "last", value: n - 1 },
    { table: "running", group: "", item: "last", value: n },
    { table: "state", group: "bytes", item: id, value: new Uint8Array((n * 997) % 20_000) },
    { table: "lock", group: "odd", item: "", value: n % 2 === 0 ? null : { holder: id } },
  ];
}

/** Without a buffer that a killed process would take with it. */
function say(line) {
  writeSync(1, `${line}\n`);
}

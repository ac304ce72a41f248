// Figures of the store: node properties/storage/bench.mjs [directory]. Build first (npx tsc -b).
// The directory decides what a sync costs; without one it is below the system's temporary folder.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Effect } from "effect";
import { openUnscopedStore } from "holdfast/storage";

const SINGLES = 2_000;
const BATCHES = 400;
const BATCH_CHANGES = 50;
const READS = 50_000;

const parent = process.argv[2] ?? tmpdir();
const directory = mkdtempSync(join(parent, "holdfast-bench-"));
const store = await Effect.runPromise(openUnscopedStore({ directory }));

const invocationId = (n) => n.toString(16).padStart(48, "0");
const payload = new Uint8Array(120).fill(7);

/** Changes in the mix that one handler with two steps makes. */
function changeOf(n) {
  const id = invocationId(Math.floor(n / 6));
  const group = "0000000012345678/greeter/Ada";
  switch (n % 6) {
    case 0:
      return { table: "invocation", group: id, item: "", value: invocation(id) };
    case 1: {
      const value = { _tag: "Command", type: 0x400, payload, completionId: null, storedAtMs: n };
      return { table: "journal", group: id, item: "00000000", value };
    }
    case 2: {
      const id_ = { _tag: "Completion", completionId: 1 };
      const value = { _tag: "Notification", type: 0x800d, payload, id: id_, storedAtMs: n };
      return { table: "journal", group: id, item: "00000001", value };
    }
    case 3:
      return { table: "running", group: "", item: id, value: 1 };
    case 4:
      return { table: "state", group, item: `count${n % 100}`, value: payload.subarray(0, 20) };
    default:
      return { table: "inbox", group, item: n.toString(16).padStart(12, "0"), value: null };
  }
}

function invocation(id) {
  return {
    id,
    target: { _tag: "Object", service: "greeter", key: "Ada", handler: "greet", access: "Shared" },
    source: { _tag: "Ingress" },
    idempotencyKey: null,
    status: { _tag: "Invoked" },
    epoch: 1,
    pin: { deploymentId: "dp_1abcdefghijklmnopqrstuv", protocolVersion: 6 },
    listeners: [],
    journalLength: 3,
    journalCommands: 2,
    policyAttempts: 0,
    attemptsSinceLastStored: 0,
    lastFailure: null,
    completionRetentionMs: 86_400_000,
    journalRetentionMs: 86_400_000,
    createdAtMs: 1_763_870_000_000,
    modifiedAtMs: 1_763_870_000_000,
    journalModifiedAtMs: 1_763_870_000_000,
  };
}

let sequence = store.lastSequence;
let next = 0;
/** Time spent inside `append` on this thread. */
let appendMs = 0;

function commit(size) {
  const changes = Array.from({ length: size }, () => changeOf(next++));
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    store.append(++sequence, changes, (failure) =>
      failure === null ? resolve() : reject(new Error(failure)),
    );
    appendMs += performance.now() - startedAt;
  });
}

/** One batch under way at a time, as the engine works. */
async function commits(count, size) {
  for (let i = 0; i < count / 10; i++) await commit(size);
  appendMs = 0;
  const waits = [];
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) {
    const begun = performance.now();
    await commit(size);
    waits.push(performance.now() - begun);
  }
  const seconds = (performance.now() - startedAt) / 1000;
  waits.sort((a, b) => a - b);
  const [half, most] = [0.5, 0.99].map((share) => waits[Math.floor(count * share)].toFixed(2));
  print(`commits of ${size}: ${(count / seconds).toFixed(0)}/s, ${half} ms median, ${most} ms p99`);
  const each = (appendMs * 1000) / count;
  print(`  append: ${each.toFixed(1)} us a batch, ${(each / size).toFixed(2)} us a change`);
}

function reads(name, read, count = READS) {
  for (let i = 0; i < count / 5; i++) read(i);
  const startedAt = performance.now();
  for (let i = 0; i < count; i++) read(i);
  print(`${name}: ${(((performance.now() - startedAt) * 1000) / count).toFixed(2)} us`);
}

function print(line) {
  process.stdout.write(`${line}\n`);
}

const { view } = store;
await commits(SINGLES, 1);
await commits(BATCHES, BATCH_CHANGES);
const stored = Math.floor(next / 6);
print(`rows: ${stored} invocations`);
reads("get, missing", (i) => view.get("invocation", invocationId(stored + i), ""));
reads("get, invocation", (i) => view.get("invocation", invocationId((i * 7919) % stored), ""));
reads("get, number", (i) => view.get("running", "", invocationId((i * 7919) % stored)));
reads("scan, no rows", (i) => view.scan("journal", invocationId(stored + i)));
reads("scan, journal of 2", (i) => view.scan("journal", invocationId((i * 7919) % stored)));
reads("scan, 100 of many", () => view.scan("running", "", "", 100), READS / 50);
let afterCommitMs = 0;
for (let i = 0; i < SINGLES / 4; i++) {
  await commit(6);
  const startedAt = performance.now();
  view.get("invocation", invocationId(1e9 + i), "");
  afterCommitMs += performance.now() - startedAt;
}
print(`get, missing, first after a commit: ${((afterCommitMs * 4000) / SINGLES).toFixed(2)} us`);

await store.close();
rmSync(directory, { recursive: true });

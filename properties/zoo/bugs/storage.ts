import type { Bug } from "../bug.ts";

const kind = "storage";

/** Bugs of what is durable, what is only going to be, and who may see which. */
export const STORAGE_BUGS: readonly Bug[] = [
  {
    name: "durable-by-word-only",
    kind,
    what: "the disk reports batches as durable which it did not write",
    edits: [
      {
        file: "simulator/disk.ts",
        find: "this.applyBatch(this.tables, writing.changes);",
        replace:
          "if (writing.changes.length % 7 !== 0) this.applyBatch(this.tables, writing.changes);",
      },
    ],
    claims: [
      "L-WAKE-1",
      "S-OUTCOME-1",
      "S-GATE-1",
      "S-JOURNAL-1",
      "L-COMPLETE-1",
      "L-LOCK-1",
      "L-RECOVER-1",
      "S-STATE-1",
    ],
  },
  {
    name: "torn-batch",
    kind,
    what: "what a crash left of a batch is taken for all of it",
    edits: [
      {
        file: "simulator/disk.ts",
        find: "if (tail.written < tail.batch.changes.length) return [];",
        replace: "",
      },
      {
        file: "simulator/disk.ts",
        find: "this.applyBatch(this.tables, tail.batch.changes);\n    return tail.batch.changes;",
        replace:
          "const found = tail.batch.changes.slice(0, tail.written);\n" +
          "    this.applyBatch(this.tables, found);\n    return found;",
      },
    ],
    claims: ["S-GATE-1", "S-JOURNAL-1", "L-COMPLETE-1", "L-LOCK-1", "L-RECOVER-1", "S-STATE-1"],
  },
  {
    name: "acts-before-durable",
    kind,
    what: "actions leave as soon as they are decided",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "this.gate.add(led);",
        replace:
          "this.gate.add({ changes: led.changes, actions: [] });\n    for (const action of led.actions) this.carryOut(action);",
      },
    ],
    claims: ["S-GATE-1", "S-JOURNAL-1"],
  },
  {
    name: "outcome-told-too-early",
    kind,
    what: "an outcome is told as soon as it is decided, and everything else waits for the disk",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "this.gate.add(led);",
        replace:
          'const told = led.actions.filter((action) => action._tag === "Completed");\n    this.gate.add({ changes: led.changes, actions: led.actions.filter((action) => !told.includes(action)) });\n    for (const action of told) this.carryOut(action);',
      },
    ],
    claims: ["S-GATE-1"],
  },
  {
    name: "overtakes-the-disk",
    kind,
    what: "an action without changes of its own does not wait for the batch that is being written",
    edits: [
      {
        file: "core/engine/gate.ts",
        find: "if (this.writing !== null || building.changes.length > 0) return [];",
        replace: "if (building.changes.length > 0) return [];",
      },
    ],
    claims: ["S-GATE-1", "S-JOURNAL-1"],
  },
  {
    name: "two-batches-at-once",
    kind,
    what: "a batch is written while another one is under way",
    edits: [
      {
        file: "core/engine/gate.ts",
        find: "if (this.writing !== null || this.building.changes.length === 0) return null;",
        replace: "if (this.building.changes.length === 0) return null;",
      },
    ],
    claims: ["S-GATE-1"],
  },
  {
    name: "failed-write-taken-for-done",
    kind,
    what: "a batch that could not be written is taken for durable",
    edits: [
      {
        file: "core/engine/engine.ts",
        find: "return this.halt(`batch ${input.sequence} could not be written: ${input.message}`);",
        replace: "return this.batchDurable(input.sequence);",
      },
    ],
    claims: [
      "S-OUTBOX-1",
      "S-GATE-1",
      "S-JOURNAL-1",
      "L-COMPLETE-1",
      "L-LOCK-1",
      "L-RECOVER-1",
      "S-STATE-1",
    ],
    thread: "dbos-inc/dbos-transact-py#716",
  },
  {
    name: "newer-write-forgotten",
    kind,
    what: "when a batch is durable, what was written to its rows since is forgotten",
    edits: [
      {
        file: "core/store/ahead.ts",
        find: "if (this.cells.get(table, group, item)?.sequence !== sequence) continue;",
        replace:
          "if (this.cells.get(table, group, item)?.sequence !== sequence) {\n" +
          "        this.cells.delete(table, group, item);\n        continue;\n      }",
      },
    ],
    claims: [
      "S-FENCE-3",
      "S-GATE-1",
      "S-JOURNAL-1",
      "S-RUN-1",
      "L-COMPLETE-1",
      "L-LOCK-1",
      "S-OUTCOME-1",
      "S-FENCE-1",
    ],
  },
  {
    name: "unwritten-rows-not-scanned",
    kind,
    what: "a read of many rows finds only those that are durable already",
    edits: [
      {
        file: "core/store/ahead.ts",
        find: "if (cells === null) return",
        replace: "if (cells === null || limit > 0) return",
      },
    ],
    claims: ["L-FORGET-1", "L-LOCK-1", "L-COMPLETE-1", "S-LOCK-1", "S-JOURNAL-1"],
  },
  {
    name: "deleted-rows-come-back",
    kind,
    what: "a row that was deleted is there again until the deletion is durable",
    edits: [
      {
        file: "core/store/ahead.ts",
        find: "if (cell !== undefined) return (cell.value ?? undefined) as Tables[T] | undefined;",
        replace: "if (cell !== undefined && cell.value !== null) return cell.value as Tables[T];",
      },
    ],
    claims: ["S-FENCE-3", "S-JOURNAL-1", "S-JOURNAL-2", "L-COMPLETE-1", "L-LOCK-1", "S-LOCK-1"],
  },
  {
    name: "unwritten-rows-evicted",
    kind,
    what: "a full cache drops rows that are not durable yet",
    edits: [
      {
        file: "core/store/ahead.ts",
        find: "const CACHED_ROWS = 50_000;",
        replace: "const CACHED_ROWS = 20;",
      },
      {
        file: "core/store/ahead.ts",
        find: "if (oldest === undefined || !this.current(oldest)) continue;",
        replace: "if (oldest === undefined) continue;",
      },
    ],
    claims: ["S-PIN-1", "S-GATE-1", "S-JOURNAL-1", "L-COMPLETE-1", "L-LOCK-1", "S-FENCE-1"],
  },
  {
    name: "outbox-forgotten-in-recovery",
    kind,
    what: "after a restart messages to other partitions are not sent again",
    edits: [
      {
        file: "core/partition/owed.ts",
        find: 'actions.push({ _tag: "SendMessage", to, ...value });',
        replace: "",
      },
    ],
    claims: ["L-RECOVER-1"],
    thread: "dbos-inc/dbos-transact-py#716",
  },
  {
    name: "outbox-emptied-too-early",
    kind,
    what: "when one message is taken, those after it leave the outbox too",
    edits: [
      {
        file: "core/partition/message/receive.ts",
        find: "if (item > last) return;",
        replace: "",
      },
    ],
    claims: ["S-OUTBOX-1", "S-GATE-1", "L-COMPLETE-1", "L-LOCK-1"],
  },
  {
    name: "older-engine-writes-on",
    kind,
    what: "an engine that was taken for dead still writes to the store that another has opened",
    edits: [
      {
        file: "simulator/disk.ts",
        find: "if (epoch < this.openings) return false;",
        replace: "",
      },
    ],
    claims: ["S-EPOCH-1", "S-GATE-1"],
  },
];

import { parentPort, workerData } from "node:worker_threads";
import { Database, type Statement } from "./sqlite.ts";
import { describeFault } from "./sqlite-fault.ts";
import {
  DELETED,
  type EncodedBatch,
  type FromWriter,
  type ToWriter,
  type WriterStart,
} from "./writer-messages.ts";

/** The write-ahead log is emptied into the tables whenever it has grown by this many pages. */
const CHECKPOINT_PAGES = 4_000;

/** What the log is cut back to once it has been emptied. */
const LOG_BYTES = 64 * 1024 * 1024;

/** The one connection that writes: one transaction a batch, each synced before it is answered. */
class TableWriter {
  private readonly database: Database;
  private readonly epoch: number;
  private readonly begin: Statement;
  private readonly commit: Statement;
  private readonly mark: Statement;
  private readonly puts: readonly Statement[];
  private readonly deletes: readonly Statement[];

  constructor({ file, epoch, tables }: WriterStart) {
    this.epoch = epoch;
    this.database = new Database(file, { fileMustExist: true });
    this.database.pragma("synchronous = FULL");
    this.database.pragma(`wal_autocheckpoint = ${CHECKPOINT_PAGES}`);
    this.database.pragma(`journal_size_limit = ${LOG_BYTES}`);
    const prepare = (source: string) => this.database.prepare(source);
    this.begin = prepare("BEGIN IMMEDIATE");
    this.commit = prepare("COMMIT");
    this.mark = prepare("UPDATE meta SET last_sequence = ? WHERE one = 1 AND epoch = ?");
    this.puts = tables.map((table) =>
      prepare(
        `INSERT INTO "${table}" VALUES (?, ?, ?) ` +
          "ON CONFLICT (grp, item) DO UPDATE SET value = excluded.value",
      ),
    );
    this.deletes = tables.map((table) =>
      prepare(`DELETE FROM "${table}" WHERE grp = ? AND item = ?`),
    );
  }

  /** Makes one batch durable, all or none (A-STORE-1). After a throw the writer is only to be abandoned. */
  write(batch: EncodedBatch): void {
    this.begin.run();
    if (this.mark.run(batch.sequence, this.epoch).changes !== 1) {
      throw new Error(
        "the epoch of the store has changed: another store has taken this data directory, " +
          "and this one may not write to it any more",
      );
    }
    this.apply(batch);
    this.commit.run();
  }

  /** Drops the transaction under way, if any, and with it the lock that others wait for. */
  abandon(): void {
    this.database.close();
  }

  close(): void {
    this.database.pragma("wal_checkpoint(TRUNCATE)");
    this.database.close();
  }

  private apply({ tables, groups, items, sizes, values }: EncodedBatch): void {
    let at = 0;
    for (const [row, table] of tables.entries()) {
      const group = groups[row] ?? "";
      const item = items[row] ?? "";
      const size = sizes[row] ?? DELETED;
      if (size === DELETED) {
        this.deletes[table]?.run(group, item);
        continue;
      }
      this.puts[table]?.run(group, item, Buffer.from(values, at, size));
      at += size;
    }
  }
}

function say(message: FromWriter): void {
  const nothingTransferred: ArrayBuffer[] = [];
  parentPort?.postMessage(message, nothingTransferred);
}

/** Carries messages to the writer, in order; after the first failure only `Close` is heeded. */
function serve(start: WriterStart): void {
  let writer: TableWriter | null = null;
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (cause) {
      say({ _tag: "Failed", reason: describeFault(cause) });
      writer?.abandon();
      writer = null;
    }
  };
  guarded(() => {
    writer = new TableWriter(start);
    say({ _tag: "Ready" });
  });
  parentPort?.on("message", (message: ToWriter) => {
    switch (message._tag) {
      case "Batch":
        if (writer === null) return;
        guarded(() => {
          writer?.write(message.batch);
          say({ _tag: "Durable" });
        });
        return;
      case "Close":
        say({ _tag: "Closed", reason: closeFault(writer) });
        parentPort?.close();
        return;
    }
  });
}

function closeFault(writer: TableWriter | null): string | null {
  try {
    writer?.close();
    return null;
  } catch (cause) {
    return describeFault(cause);
  }
}

serve(workerData as WriterStart);

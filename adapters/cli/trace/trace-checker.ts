import { type InvocationId, partitionKeyOf, partitionOf } from "@holdfast/core";
import { AbstractPartition, Refused, type RowChange } from "@holdfast/spec";
import { rowsSum } from "./digest.ts";
import type { RowsSum, TraceLine } from "./line.ts";
import { TracedRows } from "./traced-rows.ts";

type LineOf<K extends TraceLine["_tag"]> = Extract<TraceLine, { readonly _tag: K }>;

/** A line that cannot come where it is; the message says what was to come instead, or why. */
export class Impossible extends Error {
  constructor(reason: string) {
    super(reason);
    this.name = "Impossible";
  }
}

/** One engine, from its start line on. */
interface EngineRun {
  readonly epoch: number;
  /** The last batch that was handed to the store, and the last that it reported durable. */
  appended: number;
  durable: number;
  /** Rows of the batch that is handed over and not durable yet. */
  writing: readonly RowChange[];
  /** Of the steps since then, which the next batch takes: their changes, and their rows. */
  changes: number;
  gathered: RowChange[];
  /** Row lines that are still to come after the start line. */
  rowsToCome: number;
  /** What it found durable when it began. */
  readonly rows: RowsSum;
}

/**
 * Reads a trace line by line: each step has to be one of the abstract partition (S-REFINE-1), each
 * batch has to hold the changes of the steps before it and to be durable before the next
 * (S-GATE-1), and each engine has to begin on what the batches so far come to: all that was
 * reported durable and nothing that was never handed over (A-STORE-1).
 */
export class TraceChecker {
  steps = 0;
  engines = 0;
  batches = 0;
  private readonly rows = new TracedRows();
  private partition: AbstractPartition | null = null;
  private run: EngineRun | null = null;

  /** Takes the next line; throws Impossible where no server could have written it here. */
  take(line: TraceLine): void {
    if (line._tag === "Start") {
      this.start(line);
      return;
    }
    const { run } = this;
    if (run === null) throw new Impossible("a trace begins with the start of an engine");
    if (line._tag === "Row") {
      this.row(run, line);
      return;
    }
    if (run.rowsToCome > 0) {
      throw new Impossible(`${run.rowsToCome} more rows were to come, of those that it began on`);
    }
    switch (line._tag) {
      case "Step":
        return this.step(run, line);
      case "Append":
        return this.append(run, line);
      case "Durable":
        return this.durable(run, line);
      default:
        return line satisfies never;
    }
  }

  /** Where it stands after the lines so far, as people read it; `nameOf` names invocations. */
  describe(nameOf: (id: string) => string): readonly string[] {
    const { run, partition } = this;
    if (run === null || partition === null) return ["nothing has begun"];
    const { epoch, appended, durable, changes } = run;
    const writing = appended === durable ? "" : `, batch ${appended} is being written`;
    return [
      `engine of epoch ${epoch}, batch ${durable} is durable${writing}, ` +
        `${changes} changes are in none yet`,
      ...partition.describe(nameOf),
    ];
  }

  private start(line: LineOf<"Start">): void {
    const { epoch, lastBatch, told, rows, partition } = line;
    this.checkFollows(line);
    const { run } = this;
    if (run !== null && lastBatch === run.appended) this.rows.apply(run.writing);
    if (told) this.rows.clear();
    this.run = {
      epoch,
      appended: lastBatch,
      durable: lastBatch,
      writing: [],
      changes: 0,
      gathered: [],
      rowsToCome: told ? rows.count : 0,
      rows,
    };
    const of = (id: string): number =>
      partitionOf(partitionKeyOf(id as InvocationId), partition.count);
    this.partition = new AbstractPartition({ own: partition.index, of });
    this.engines++;
    if (this.run.rowsToCome === 0) this.begin(this.run);
  }

  /** Whether an engine can begin on this batch after what the trace has told so far. */
  private checkFollows({ epoch, lastBatch, told }: LineOf<"Start">): void {
    const { run } = this;
    if (run === null) {
      if (told || lastBatch === 0) return;
      throw new Impossible(`it begins on batch ${lastBatch}, of which the trace tells nothing`);
    }
    if (epoch <= run.epoch) {
      throw new Impossible(
        `its epoch is ${epoch}, and an engine of epoch ${run.epoch} came before`,
      );
    }
    if (lastBatch < run.durable) {
      throw new Impossible(
        `it begins on batch ${lastBatch}, and batch ${run.durable} was reported durable (A-STORE-1)`,
      );
    }
    if (told) return;
    if (run.rowsToCome > 0) throw new Impossible("not all rows that came before were told");
    if (lastBatch > run.appended) {
      throw new Impossible(
        `it begins on batch ${lastBatch}, and batch ${run.appended} is the last that was handed over`,
      );
    }
  }

  private row(run: EngineRun, { row }: LineOf<"Row">): void {
    if (run.rowsToCome === 0) throw new Impossible("no row was to come here");
    if (row.value === null) throw new Impossible("a row that is not there is not told");
    this.rows.apply([row]);
    run.rowsToCome--;
    if (run.rowsToCome === 0) this.begin(run);
  }

  /** Begins on the rows so far, if they are those that the engine found. */
  private begin({ rows }: EngineRun): void {
    const { count, digest } = rowsSum(this.rows.all());
    if (count !== rows.count || digest !== rows.digest) {
      throw new Impossible(
        `it found ${rows.count} rows with digest ${rows.digest}, ` +
          `and the trace comes to ${count} with ${digest} (A-STORE-1)`,
      );
    }
    this.abstract((partition) => partition.begin(this.rows.all()));
  }

  private step(run: EngineRun, { happening, atMs, changes, rows }: LineOf<"Step">): void {
    if (rows.length > changes) {
      throw new Impossible(`it tells ${rows.length} rows of ${changes} changes`);
    }
    this.abstract((partition) => partition.step(happening, atMs, rows));
    run.changes += changes;
    for (const row of rows) run.gathered.push(row);
    this.steps++;
  }

  private append(run: EngineRun, { batch, changes }: LineOf<"Append">): void {
    if (run.durable < run.appended) {
      throw new Impossible(`batch ${run.appended} is not durable yet (S-GATE-1)`);
    }
    if (batch !== run.appended + 1) {
      throw new Impossible(`batch ${run.appended + 1} is the next, and this is ${batch}`);
    }
    if (changes !== run.changes || changes === 0) {
      throw new Impossible(
        `batch ${batch} has ${changes} changes, and the steps before it made ${run.changes}`,
      );
    }
    run.appended = batch;
    run.writing = run.gathered;
    run.gathered = [];
    run.changes = 0;
    this.batches++;
  }

  private durable(run: EngineRun, { batch }: LineOf<"Durable">): void {
    if (run.durable === run.appended || batch !== run.appended) {
      throw new Impossible(
        run.durable === run.appended
          ? `no batch is being written, and ${batch} is durable`
          : `batch ${run.appended} is being written, and ${batch} is durable`,
      );
    }
    run.durable = batch;
    this.rows.apply(run.writing);
    run.writing = [];
  }

  private abstract(act: (partition: AbstractPartition) => void): void {
    try {
      if (this.partition !== null) act(this.partition);
    } catch (error) {
      if (error instanceof Refused) throw new Impossible(error.message);
      throw error;
    }
  }
}

import { Engine, type InvocationId } from "@holdfast/core";
import { broken, type Checker } from "./checkers/checker.ts";
import type { Choices } from "./choices.ts";
import { Clients } from "./clients.ts";
import { describeDeployment, ENDPOINT_URI, LATE_URI } from "./deployment.ts";
import type { ApplyBatch } from "./disk.ts";
import { type Fault, Faults } from "./faults.ts";
import { type MakeEngine, Node } from "./node.ts";
import { Peers } from "./peers.ts";
import { drawSettings, type Settings, withOnlyFaults } from "./settings.ts";
import { Sometimes } from "./sometimes.ts";
import { Timeline } from "./timeline.ts";
import { Trace } from "./trace.ts";
import { Worker } from "./worker.ts";
import { Outside } from "./workload/outside.ts";
import { planOperations } from "./workload/plan.ts";

/** What a world is built of; tests put broken parts in the place of real ones. */
export interface Parts {
  readonly makeEngine: MakeEngine;
  readonly applyBatch: ApplyBatch;
}

/** The real engine on a disk that keeps what it is given. */
export const REAL_PARTS: Parts = {
  makeEngine: (config, durable, watch) => new Engine(config, durable, watch),
  applyBatch: (tables, changes) => tables.apply(changes),
};

/** Unix time at which every world begins; engines' clocks may jump ahead of it. */
const EPOCH_MS = 1_700_000_000_000;

/** Virtual milliseconds after the end of all faults by which everything has to be at rest. */
const REST_MS = 7_200_000;

/** Virtual milliseconds after which an operator kills what suspended itself on nothing. */
const PATIENCE_MS = 600_000;

/** Tasks after which a world that does not come to rest is given up. */
const MOST_TASKS = 300_000;

/** Engines, endpoints, clients and what is between them, in one virtual time. */
export class World {
  readonly seed: number;
  readonly choices: Choices;
  readonly settings: Settings;
  readonly faults: Faults;
  readonly checkers: readonly Checker[];
  readonly parts: Parts;
  readonly timeline = new Timeline();
  readonly trace = new Trace();
  readonly outside: Outside;
  readonly worker: Worker;
  readonly peers: Peers;
  readonly clients: Clients;
  readonly nodes: readonly Node[];
  /** Every invocation that was begun. */
  readonly known: InvocationId[] = [];
  inputs = 0;
  transitions = 0;
  pressures = 0;
  private readonly situations = new Sometimes();
  private ended: { readonly error: unknown } | null = null;
  private maxSteps = Number.POSITIVE_INFINITY;
  private numbers = 0;

  constructor(
    seed: number,
    choices: Choices,
    checkers: readonly Checker[],
    parts: Parts,
    onlyFaults: readonly Fault[] | null = null,
  ) {
    this.seed = seed;
    this.choices = choices;
    this.checkers = [...checkers, this.situations];
    this.parts = parts;
    const drawn = drawSettings(this.choices);
    this.settings = onlyFaults === null ? drawn : withOnlyFaults(drawn, onlyFaults);
    this.faults = new Faults(this.choices, this.settings.odds);
    this.outside = new Outside(this);
    this.worker = new Worker(this);
    this.peers = new Peers(this);
    this.clients = new Clients(this);
    this.nodes = Array.from({ length: this.settings.partitions }, (_, i) => new Node(this, i));
  }

  /** The clock of everybody but the engines; unix milliseconds. */
  get nowMs(): number {
    return EPOCH_MS + this.timeline.nowUs / 1_000;
  }

  /** How often each situation that a campaign has to reach came about. */
  sometimes(): Readonly<Record<string, number>> {
    return { ...this.situations.reached, "pressure on endpoints": this.pressures };
  }

  nextNumber(): number {
    return ++this.numbers;
  }

  note(actor: string, text: string, fault = false): void {
    this.trace.note(this.timeline.nowUs, actor, text, fault);
  }

  fault(actor: string, text: string): void {
    this.note(actor, text, true);
  }

  /** From the first registration until everything has expired, or until after `maxSteps`. */
  async run(maxSteps: number = Number.POSITIVE_INFINITY): Promise<void> {
    this.maxSteps = maxSteps;
    const { faults, nodes, settings, timeline } = this;
    for (const node of nodes) node.start();
    this.clients.register(describeDeployment(ENDPOINT_URI, this.worker.manifest, settings));
    await this.workOff();
    faults.begin();
    this.clients.begin(planOperations(this.choices, settings));
    if (this.choices.below(4) === 3) {
      timeline.after(this.choices.below(settings.faultyMs) * 1_000, () => {
        const again = describeDeployment(ENDPOINT_URI, this.worker.manifest, settings);
        this.clients.register(again, true);
      });
    }
    const lateMs = settings.faultyMs - this.choices.below(settings.faultyMs >> 1);
    timeline.after(lateMs * 1_000, () => {
      this.clients.register(describeDeployment(LATE_URI, this.worker.lateManifest, settings));
    });
    timeline.after(settings.faultyMs * 1_000, () => {
      faults.heal();
      this.note("world", "faults end");
    });
    timeline.after((settings.faultyMs + PATIENCE_MS) * 1_000, () => this.clients.killStuck());
    timeline.after((settings.faultyMs + REST_MS) * 1_000, () => {
      this.note("world", "is at rest");
      for (const checker of this.checkers) checker.atRest?.(this.restView());
    });
    await this.workOff();
    if (this.trace.length > maxSteps) return;
    for (const checker of this.checkers) checker.expired?.(this.restView());
  }

  /** Ends the world with what went wrong in a place that cannot throw it. */
  end(error: unknown): void {
    this.ended ??= { error };
  }

  private async workOff(): Promise<void> {
    for (let tasks = 0; ; tasks++) {
      const task = this.timeline.take();
      if (task === null) return;
      if (tasks === MOST_TASKS) broken("L-COMPLETE-1", `no rest after ${tasks} tasks`);
      const done = task();
      if (done !== undefined) await done;
      if (this.ended !== null) throw this.ended.error;
      if (this.trace.length > this.maxSteps) return;
    }
  }

  private restView() {
    return { nodes: this.nodes, operations: this.clients.operations };
  }
}

import { Engine, type InvocationId } from "@holdfast/core";
import { type Drain, drainMicrotasks } from "@holdfast/sdk";
import { type Cast, type Casting, SIMULATED_CAST } from "./cast.ts";
import { broken, type Checker } from "./checkers/checker.ts";
import { type Watchers, watchersOf } from "./checkers/watchers.ts";
import type { Choices } from "./choices.ts";
import { Clients } from "./clients.ts";
import { describeDeployment, ENDPOINT_URI, LATE_URI } from "./deployment.ts";
import type { ApplyBatch } from "./disk.ts";
import { type About, type Fault, Faults, type Strikes } from "./faults.ts";
import { type MakeEngine, Node } from "./node.ts";
import type { Occurrence } from "./occurrence.ts";
import { Peers } from "./peers.ts";
import { type Settings, withOnlyFaults, withoutFaults } from "./settings.ts";
import { type Situation, Sometimes } from "./sometimes.ts";
import { Story } from "./story.ts";
import { EPOCH_MS, Timeline } from "./timeline.ts";
import { KEPT_EVENTS, Trace } from "./trace.ts";
import { Turns } from "./turns.ts";
import type { MakeWitness, Witness } from "./witness.ts";
import { Worker } from "./worker.ts";
import { Outside } from "./workload/outside.ts";

/** What a world is built of; tests put broken parts in the place of real ones. */
export interface Parts {
  readonly makeEngine: MakeEngine;
  readonly applyBatch: ApplyBatch;
  /** How to find out that a handler is quiet. */
  readonly drain: Drain;
}

/** When a world may go on. It changes nothing but that. */
export type Pace = () => Promise<void> | null;

/** What is the same in all worlds of a campaign. */
export interface WorldChoice {
  /** The only faults that strike; those that the seed drew where absent. */
  readonly faults?: readonly Fault[] | null | undefined;
  /** Where faults strike, by other rules than their odds. */
  readonly strikes?: Strikes | undefined;
  /** Who plays; the simulator's own services where absent. */
  readonly casting?: Casting | undefined;
  /** Whether they tell their stories. */
  readonly story?: boolean;
  /** How many of the last events are kept; infinity keeps all. */
  readonly keptEvents?: number | undefined;
  /** Makes who sees all that happens in a world; nobody where absent. */
  readonly witness?: MakeWitness | undefined;
  /** Asked before each task of a world: it goes on at once, or when the promise is kept. */
  readonly pace?: Pace | undefined;
}

/** The real engine on a disk that keeps what it is given. */
export const REAL_PARTS: Parts = {
  makeEngine: (config, durable, watch) => new Engine(config, durable, watch),
  applyBatch: (tables, changes) => tables.apply(changes),
  drain: drainMicrotasks,
};

/** Virtual milliseconds after the end of all faults by which everything has to be at rest. */
const REST_MS = 1_200_000;

/** Virtual milliseconds after which an operator kills what suspended itself on nothing. */
const PATIENCE_MS = 600_000;

/** How often a world waits for one more timer of its handlers before it has to be at rest. */
const MOST_EXTENSIONS = 100;

/** Tasks after which a world that does not come to rest is given up. */
const MOST_TASKS = 100_000;

/** Engines, endpoints, clients and what is between them, in one virtual time. */
export class World {
  readonly seed: number;
  readonly choices: Choices;
  readonly settings: Settings;
  /** Choices that drew them, which are the first. */
  readonly settingsLength: number;
  readonly faults: Faults;
  readonly watchers: Watchers;
  readonly parts: Parts;
  readonly timeline = new Timeline();
  readonly trace: Trace;
  readonly turns: Turns;
  /** Null unless somebody wants to read it. */
  readonly story: Story | null;
  readonly outside: Outside;
  readonly cast: Cast;
  readonly worker: Worker;
  readonly peers: Peers;
  readonly clients: Clients;
  readonly nodes: readonly Node[];
  /** Every invocation that was begun. */
  readonly known: InvocationId[] = [];
  inputs = 0;
  transitions = 0;
  pressures = 0;
  private readonly witness: Witness | null;
  private readonly pace: Pace | null;
  private readonly situations = new Sometimes();
  private ended: { readonly error: unknown } | null = null;
  private maxSteps = Number.POSITIVE_INFINITY;
  private numbers = 0;

  constructor(
    seed: number,
    choices: Choices,
    checkers: readonly Checker[],
    parts: Parts,
    {
      faults = null,
      strikes,
      casting = SIMULATED_CAST,
      story = false,
      keptEvents = KEPT_EVENTS,
      witness,
      pace,
    }: WorldChoice = {},
  ) {
    this.seed = seed;
    this.choices = choices;
    this.parts = parts;
    this.trace = new Trace(keptEvents);
    this.story = story ? new Story(this) : null;
    this.witness = witness?.(this) ?? null;
    this.pace = pace ?? null;
    const drawn = casting.draw(this.choices);
    this.settingsLength = choices.tape.length;
    this.settings = withoutFaults(
      faults === null ? drawn.settings : withOnlyFaults(drawn.settings, faults),
      drawn.spared,
    );
    const tell = (name: Fault, about: About): void => {
      this.happened("world", { _tag: "Strike", fault: name }, true);
      this.story?.fault(about, name);
    };
    this.faults = new Faults(this.choices, this.settings.odds, tell, strikes, drawn.spared);
    this.turns = new Turns(this.timeline, parts.drain);
    this.outside = new Outside(this);
    this.cast = drawn.cast(this);
    // Who tells of it comes first: what a checker then finds broken is to be told as well. Then the
    // cast's own: they know best what an oddity of their services means.
    const tellers = [this.story, this.witness].filter((teller) => teller !== null);
    this.watchers = watchersOf([...tellers, ...this.cast.checkers, ...checkers, this.situations]);
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

  /** A situation came about that no transition shows. */
  saw(situation: Situation): void {
    this.situations.count(situation);
  }

  nextNumber(): number {
    return ++this.numbers;
  }

  /** Gives what happened its place in the trace. */
  happened(actor: string, what: Occurrence, fault = false): void {
    this.trace.add(this.timeline.nowUs, actor, what, fault);
    this.witness?.happened(actor, what, fault);
  }

  note(actor: string, text: string, fault = false): void {
    this.happened(actor, { _tag: "Note", text }, fault);
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
    this.clients.begin(this.cast.plan());
    this.cast.begin();
    if (this.choices.below(4) === 3) {
      timeline.after(this.choices.below(settings.faultyMs) * 1_000, () => {
        if (this.cast.deploys) return;
        const again = describeDeployment(ENDPOINT_URI, this.worker.manifest, settings);
        this.clients.register(again, true);
      });
    }
    const lateMs = settings.faultyMs - this.choices.below(settings.faultyMs >> 1);
    timeline.after(lateMs * 1_000, () => {
      if (this.cast.deploys || this.cast.lateServices.length === 0) return;
      this.clients.register(describeDeployment(LATE_URI, this.worker.lateManifest, settings));
    });
    timeline.after(settings.faultyMs * 1_000, () => {
      faults.heal();
      for (const see of this.watchers.healed) see(nodes);
      this.note("world", "faults end");
    });
    timeline.after((settings.faultyMs + PATIENCE_MS) * 1_000, () => this.clients.killStuck());
    timeline.after((settings.faultyMs + REST_MS) * 1_000, () => this.rest());
    await this.workOff();
    if (this.trace.length > maxSteps) return;
    for (const see of this.watchers.expired) see(this.restView());
  }

  /** Ends the world with what went wrong in a place that cannot throw it. */
  end(error: unknown): void {
    this.ended ??= { error };
  }

  /** Looks whether everything came to rest; where handlers sleep for days, after those days. */
  private rest(extensions = 0): void {
    const dueMs = this.cast.patient ? latestTimerMs(this.nodes) : 0;
    if (dueMs > this.nowMs && extensions < MOST_EXTENSIONS) {
      const delayMs = Math.ceil(dueMs - this.nowMs) + REST_MS;
      return this.timeline.after(delayMs * 1_000, () => this.rest(extensions + 1));
    }
    this.note("world", "is at rest");
    for (const see of this.watchers.atRest) see(this.restView());
  }

  private async workOff(): Promise<void> {
    for (let tasks = 0; ; tasks++) {
      const waits = this.pace?.() ?? null;
      if (waits !== null) await waits;
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

/** When the last timer is due that something waits for, or 0; unix milliseconds. */
function latestTimerMs(nodes: readonly Node[]): number {
  const due = nodes.flatMap(({ durable }) =>
    durable
      .scan("timer", "")
      .filter(({ value }) => !value._tag.startsWith("Expire"))
      .map(({ value }) => value.dueMs),
  );
  return Math.max(0, ...due);
}

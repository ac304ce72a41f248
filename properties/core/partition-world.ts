import {
  type ClientRequest,
  type Config,
  type DeploymentDescription,
  type Entropy,
  type Event,
  type Happening,
  type InvocationId,
  type Limits,
  LIMITS,
  MemoryTables,
  partitionKeyOf,
  partitionOf,
  type Timer,
  transition,
  type Transition,
} from "@holdfast/core";
import { happeningOf, rowsOf } from "@holdfast/simulator";
import { AbstractPartition, Refused } from "@holdfast/spec";
import { isDeepStrictEqual } from "node:util";
import { configOf, deploymentOf, handlerOf, NO_OPTIONS, serviceOf } from "./configuration.ts";
import { brokenSteps, namedIn } from "./step-claims.ts";
import { brokenInvariants } from "./table-invariants.ts";

const SHORT = { ...NO_OPTIONS, journalRetentionMs: 500, idempotencyRetentionMs: 1_000 };
const NONE = { ...NO_OPTIONS, journalRetentionMs: 0, workflowCompletionRetentionMs: 0 };
const RETRY = { initialIntervalMs: 10, exponentiationFactor: 3, maxIntervalMs: 50, maxAttempts: 2 };

/** Every kind of service and handler, with retentions and retry policies that come to an end. */
export const DEPLOYMENT = deploymentOf("http://one/", [
  serviceOf("Worker", "Service", [handlerOf("work", "Service")], SHORT),
  serviceOf("Counter", "VirtualObject", [
    handlerOf("add", "Exclusive"),
    handlerOf("get", "Shared"),
  ]),
  serviceOf("Order", "Workflow", [handlerOf("run", "Workflow"), handlerOf("pay", "Shared")], {
    ...SHORT,
    workflowCompletionRetentionMs: 1_000,
    retryPolicy: { ...RETRY, onMaxAttempts: "Pause" },
  }),
  serviceOf("Fleeting", "Workflow", [handlerOf("run", "Workflow")], {
    ...NONE,
    retryPolicy: { ...RETRY, onMaxAttempts: "Kill" },
  }),
  serviceOf("Brief", "VirtualObject", [handlerOf("add", "Exclusive")], {
    ...NONE,
    retryPolicy: { ...RETRY, onMaxAttempts: "Kill" },
  }),
]);

/** What a world has of its own. */
interface Differing {
  readonly deployment?: DeploymentDescription;
  readonly limits?: Limits;
}

const NOTHING: Transition = { changes: [], actions: [] };

/** One partition under test: every step is checked against the claims as it is made. */
export class PartitionWorld {
  readonly tables = new MemoryTables();
  readonly config: Config;
  /** Every invocation that there ever was, so that events can be about forgotten ones too. */
  readonly ids: InvocationId[] = [];
  /** The claims that were broken, each with the event that did it. */
  readonly problems: string[] = [];
  nowMs = 1_000_000;
  private readonly abstract: AbstractPartition;
  private events = 0;
  private requests = 0;

  constructor(partitions: number, { deployment = DEPLOYMENT, limits = LIMITS }: Differing = {}) {
    this.config = { ...configOf({ index: 0, count: partitions }), limits };
    const of = (id: string): number => partitionOf(partitionKeyOf(id as InvocationId), partitions);
    this.abstract = new AbstractPartition({ own: 0, of });
    this.request({
      _tag: "RegisterDeployment",
      deployment,
      force: false,
      breaking: false,
      dryRun: false,
    });
  }

  request(body: ClientRequest): Transition {
    return this.happen({ _tag: "Requested", request: ++this.requests, body });
  }

  /**
   * Applies one event and notes the claims that it breaks. A request for another partition is left
   * out: whoever feeds partitions gives each what is its own.
   */
  happen(happening: Happening): Transition {
    const n = ++this.events;
    const entropy: Entropy = [drawn(n), drawn(n * 3), drawn(n * 5), drawn(n * 7)];
    const event: Event = { ...happening, nowMs: this.nowMs, entropy };
    const led = transition(this.config, this.tables, event);
    if (namedIn(led).some((id) => !this.isOurs(id))) return NOTHING;
    const again = transition(this.config, this.tables, event);
    const problems = isDeepStrictEqual(again, led) ? [] : ["the same event led elsewhere"];
    problems.push(...brokenSteps(this.tables, event, led), ...this.refuted(event, led));
    this.tables.apply(led.changes);
    problems.push(...brokenInvariants(this.tables));
    this.problems.push(...problems.map((problem) => `${problem}, after ${JSON.stringify(event)}`));
    for (const id of namedIn(led)) if (!this.ids.includes(id)) this.ids.push(id);
    return led;
  }

  /** Whether the step is one of the abstract partition (S-REFINE-1). */
  private refuted(event: Event, { changes }: Transition): readonly string[] {
    try {
      const happening = happeningOf(event, this.config.hashes);
      this.abstract.step(happening, event.nowMs, rowsOf(changes));
      return [];
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      return [`${error.message} (S-REFINE-1)`];
    }
  }

  private isOurs(id: InvocationId): boolean {
    const { index, count } = this.config.partition;
    return partitionOf(partitionKeyOf(id), count) === index;
  }

  timers(): readonly { readonly item: string; readonly timer: Timer }[] {
    return this.tables.scan("timer", "").map(({ item, value }) => ({ item, timer: value }));
  }
}

/** A u32 of any size, the same for the same number. */
function drawn(n: number): number {
  return Math.imul(n, 0x9e37_79b1) >>> 0;
}

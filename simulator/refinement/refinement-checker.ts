import {
  type Event,
  type InvocationId,
  partitionKeyOf,
  partitionOf,
  type Transition,
} from "@holdfast/core";
import { AbstractPartition, type ActionName, ACTIONS, Refused } from "@holdfast/spec";
import { broken, type Checker, type NodeView } from "../checkers/checker.ts";
import { happeningOf } from "./happening-of.ts";
import { rowsOf } from "./row-of.ts";

/** What a refinement came to: steps that were checked, and how often each action was made. */
export interface Refined {
  readonly steps: number;
  readonly actions: Readonly<Record<ActionName, number>>;
}

/**
 * Every transition of each partition is a step of the abstract partition: the abstract state of
 * what was before leads, by the actions that what happened allows, to that of what is after.
 */
export class RefinementChecker implements Checker {
  readonly claim = "S-REFINE-1";
  private readonly partitions = new Map<number, AbstractPartition>();

  get refined(): Refined {
    const actions = Object.fromEntries(ACTIONS.map((name) => [name, 0])) as Record<
      ActionName,
      number
    >;
    let steps = 0;
    for (const partition of this.partitions.values()) {
      steps += partition.steps;
      for (const name of ACTIONS) actions[name] += partition.actions[name];
    }
    return { steps, actions };
  }

  restarted(node: NodeView): void {
    this.guarded(() => this.partition(node).begin(rowsOf(node.durable.rows())));
  }

  transition(node: NodeView, event: Event, { changes }: Transition): void {
    const { nowMs } = node;
    if (event.nowMs > nowMs) {
      broken(this.claim, `timers.fire: ${event._tag} at ${event.nowMs}, and it is ${nowMs}`);
    }
    const happening = happeningOf(event, node.config.hashes);
    this.guarded(() => this.partition(node).step(happening, event.nowMs, rowsOf(changes)));
  }

  private partition({ config }: NodeView): AbstractPartition {
    const { index, count } = config.partition;
    let partition = this.partitions.get(index);
    if (partition === undefined) {
      const of = (id: string): number => partitionOf(partitionKeyOf(id as InvocationId), count);
      partition = new AbstractPartition({ own: index, of });
      this.partitions.set(index, partition);
    }
    return partition;
  }

  private guarded(step: () => void): void {
    try {
      step();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      broken(this.claim, error.message);
    }
  }
}

import {
  CANCEL_SIGNAL_INDEX,
  type ClientRequest,
  type DeploymentChoice,
  type DeploymentDescription,
  type DeploymentId,
  type InvocationId,
  type InvocationRef,
  type InvocationStatus,
  notificationKey,
  type Outcome,
  partitionKeyOf,
  partitionOf,
  type Reply,
  waitedKeys,
} from "@holdfast/core";
import { pick } from "./choices.ts";
import { describeDeployment, NEXT_URI } from "./deployment.ts";
import { isLiar } from "./liar.ts";
import { isBusy, type Operation, requestOf } from "./workload/operation.ts";
import type { PlannedOperation } from "./workload/plan.ts";
import type { World } from "./world.ts";

/** Longest times of impatient clients, in microseconds. */
const LONGEST_RETRY_US = 500_000;
const SHORT_PATIENCE_US = 1_000_000;

/**
 * After this, in microseconds, a client asks anew: so that nobody holds a place for ever. Where
 * handlers may sleep for days it is longer once the faults are over.
 */
const PATIENCE_US = 60_000_000;
const LONG_PATIENCE_US = 6 * 3_600_000_000;

/** Everybody who asks an engine for something: they try again, hang up, and interfere. */
export class Clients {
  readonly operations: Operation[] = [];
  private readonly world: World;
  private requests = 0;

  constructor(world: World) {
    this.world = world;
  }

  begin(planned: readonly PlannedOperation[]): void {
    const { choices, settings, timeline } = this.world;
    const startUs = timeline.nowUs;
    for (const { atMs, operation } of planned) {
      this.beginAt(startUs + atMs * 1_000, operation);
      if (operation.expectedId === null) continue;
      timeline.at(startUs + choices.below(settings.faultyMs) * 1_000, () => this.look(operation));
    }
    const most = this.world.cast.interferences.length === 0 ? 0 : 2 * planned.length;
    const interferences = most === 0 ? 0 : choices.below(most);
    for (let i = 0; i < interferences; i++) {
      timeline.at(startUs + choices.below(settings.faultyMs) * 1_000, () => this.interfere());
    }
  }

  /** Plans one more operation. */
  beginAt(atUs: number, operation: Operation): void {
    this.operations.push(operation);
    this.world.timeline.at(atUs, () => this.attempt(operation));
  }

  /** Tells an awakeable its value, until the engine has taken it. */
  completeAwakeable(id: InvocationId, signalIndex: number, outcome: Outcome): void {
    this.ask(id, { _tag: "CompleteAwakeable", id, signalIndex, outcome }, null, (reply) => {
      if (reply?._tag === "Done") return;
      this.later(() => this.completeAwakeable(id, signalIndex, outcome));
    });
  }

  /** Registers an endpoint with every engine, until each has taken it. */
  register(deployment: DeploymentDescription, force = false, onAll = (): void => undefined): void {
    const rules = { force, breaking: false, dryRun: false };
    let missing = this.world.nodes.length;
    for (const node of this.world.nodes) {
      const attempt = (): void => {
        const body = { _tag: "RegisterDeployment", deployment, ...rules } as const;
        node.request(++this.requests, body, (reply) => {
          if (reply?._tag !== "Registered") this.later(attempt);
          else if (--missing === 0) onAll();
        });
      };
      attempt();
    }
  }

  /** An operator does something to any invocation there is. */
  interfere(): void {
    const { choices, known } = this.world;
    // Most that are known have ended: now and then one is looked for that has not.
    const live = choices.below(2) === 0 ? [] : known.filter((each) => this.goesOn(each));
    const among = live.length === 0 ? known : live;
    const id = among[choices.below(among.length)];
    if (id === undefined) return;
    const { interferences } = this.world.cast;
    const _tag = interferences[choices.below(interferences.length)] ?? "Cancel";
    if (_tag === "Again") this.again();
    else if (_tag === "Pause") this.pause(this.running() ?? id);
    else if (_tag === "Resume") this.resume(id);
    else if (_tag === "Upgrade") this.upgrade();
    else if (_tag === "Restart") this.restart(id);
    else this.ask(id, { _tag, id }, null);
  }

  /** An operator stops an invocation. Most are resumed in the end; for the rest is `killStuck`. */
  private pause(id: InvocationId): void {
    this.ask(id, { _tag: "Pause", id }, null);
    if (this.world.choices.below(4) > 0) this.later(() => this.resume(id));
  }

  /** The handlers are deployed a second time, and what runs is to go on there. */
  private upgrade(): void {
    const { settings, worker } = this.world;
    this.register(describeDeployment(NEXT_URI, worker.manifest, settings));
    this.later(() => {
      const id = this.running();
      if (id === null) return;
      this.ask(id, { _tag: "Pause", id }, null, () => {
        this.ask(id, { _tag: "Resume", id, deployment: { _tag: "Latest" } }, null);
      });
    });
  }

  private goesOn(id: InvocationId): boolean {
    const status = this.nodeOf(id)?.durable.get("invocation", id, "")?.status._tag;
    return status !== undefined && status !== "Completed";
  }

  /** One of those that run, if any does: most that are known have ended. */
  private running(): InvocationId | null {
    const { choices, nodes } = this.world;
    const rows = nodes[choices.below(nodes.length)]?.durable.scan("running", "") ?? [];
    return (rows[choices.below(rows.length)]?.item ?? null) as InvocationId | null;
  }

  /** An operator lets an invocation go on: where it was, or on any deployment there is. */
  private resume(id: InvocationId): void {
    this.ask(id, { _tag: "Resume", id, deployment: this.deployment(id) }, null);
  }

  /**
   * An operator wants the work of an invocation done again, from any place in its journal. A
   * counter's only from the beginning: what it has read would be written over by then.
   */
  private restart(known: InvocationId): void {
    const { choices } = this.world;
    const id = choices.below(4) === 0 ? known : (this.ended() ?? known);
    const invocation = this.nodeOf(id)?.durable.get("invocation", id, "");
    const length = invocation?.target.service === "Counter" ? 0 : (invocation?.journalLength ?? 0);
    const from = choices.below(2 + length) === 0 ? 0 : choices.below(1 + length);
    const body = { _tag: "RestartAsNew", id, from, deployment: this.deployment(id) } as const;
    this.ask(id, body, null);
  }

  private deployment(id: InvocationId): DeploymentChoice {
    const { choices } = this.world;
    const known = this.nodeOf(id)?.durable.scan("deployment", "") ?? [];
    const other = known[choices.below(Math.max(1, known.length))]?.item;
    return pick<DeploymentChoice>(choices, [
      { _tag: "Keep" },
      { _tag: "Latest" },
      ...(other === undefined ? [] : [{ _tag: "Id", id: other as DeploymentId } as const]),
    ]);
  }

  private nodeOf(id: InvocationId) {
    const { nodes, settings } = this.world;
    return nodes[partitionOf(partitionKeyOf(id), settings.partitions)];
  }

  /** One of those that have ended and are remembered, if any is. */
  private ended(): InvocationId | null {
    const { choices, known } = this.world;
    const ended = known.filter(
      (id) => this.nodeOf(id)?.durable.get("invocation", id, "")?.status._tag === "Completed",
    );
    return ended[choices.below(ended.length)] ?? null;
  }

  /** An operator gets rid of an invocation, and its client asks for the same again: at once, or later. */
  private again(): void {
    const { choices } = this.world;
    const begun = this.operations.filter(
      ({ expectedId, state }) => expectedId !== null && state !== "Planned",
    );
    const operation = begun[choices.below(begun.length)];
    const id = operation?.expectedId ?? null;
    if (operation === undefined || id === null) return;
    const kill = { _tag: "Kill", id } as const;
    const purge = { _tag: "Purge", id } as const;
    if (choices.below(2) === 0) {
      this.ask(id, kill, null, () => {
        this.ask(id, purge, null, () => this.attempt(operation));
      });
      return;
    }
    this.ask(id, kill, null);
    this.ask(id, purge, null);
    this.attempt(operation);
  }

  /**
   * Ends what a liar suspended on something that never comes, what was given up, and what was
   * restarted and waits for an awakeable: its id may have been told before, as that of the one that
   * ended.
   */
  killStuck(): void {
    for (const { durable } of this.world.nodes) {
      for (const { value } of durable.rowsOf("invocation")) {
        const { id, source, status, target } = value;
        if (status._tag === "Completed") continue;
        const isStuck =
          isLiar(target.service) || (source._tag === "Restart" && waitsForSignal(status));
        if (isStuck || status._tag === "Paused") this.ask(id, { _tag: "Kill", id }, null);
      }
    }
  }

  private attempt(operation: Operation): void {
    const { choices } = this.world;
    const { expectedId, kind: wants, state } = operation;
    // Whoever was cut off may know what it had asked for, and ask after that.
    const knows = state === "Open" && wants === "Call" && expectedId !== null;
    if (knows && choices.below(2) === 1) this.attach(operation, expectedId);
    else this.call(operation);
  }

  /** Waits for the end of what was asked for before; asks for it again where it is not known. */
  private attach(operation: Operation, id: InvocationId): void {
    operation.tries++;
    this.ask(id, { _tag: "Attach", ref: this.refOf(operation, id) }, operation, (reply) => {
      if (reply?._tag === "Completed") {
        this.world.saw("attached again");
        operation.state = "Answered";
        operation.reply = reply;
      } else if (reply?._tag === "NotFound") this.later(() => this.call(operation));
      else this.later(() => this.attempt(operation));
    });
  }

  private call(operation: Operation): void {
    operation.state = "Open";
    operation.tries++;
    this.ask(operation.expectedId, requestOf(operation), operation, (reply) => {
      if (reply !== null && !isBusy(reply)) {
        operation.state = "Answered";
        operation.reply = reply;
      } else if (operation.expectedId === null) operation.state = "Lost";
      else this.later(() => this.attempt(operation));
    });
  }

  /** Asks after an invocation by its id or its keys, waiting for its end or not. */
  private look(operation: Operation): void {
    const { expectedId: id } = operation;
    if (id === null) return;
    const { choices } = this.world;
    const ref = this.refOf(operation, id);
    this.ask(id, { _tag: pick(choices, ["Attach", "Output", "Lookup"]), ref }, null);
  }

  /** An invocation by its id, or by the keys from which that follows. */
  private refOf({ target, idempotencyKey }: Operation, id: InvocationId): InvocationRef {
    if (this.world.choices.below(2) === 0) return { _tag: "Id", id };
    return idempotencyKey === null
      ? { _tag: "Workflow", name: target.service, key: target.key ?? "" }
      : { _tag: "Idempotent", target, idempotencyKey };
  }

  /** One request and its reply, either of which may be lost; gives what hangs it up. */
  ask(
    id: InvocationId | null,
    body: ClientRequest,
    operation: Operation | null,
    onReply: ((reply: Reply | null) => void) | null = null,
  ): () => void {
    const { choices, faults, settings, timeline, nodes, watchers } = this.world;
    const count = settings.partitions;
    const node = nodes[id === null ? 0 : partitionOf(partitionKeyOf(id), count)];
    if (node === undefined) throw new Error(`there is no engine for ${id}`);
    const request = ++this.requests;
    let open = true;
    const close = (reply: Reply | null): void => {
      if (!open) return;
      open = false;
      if (reply !== null) {
        this.world.happened("client", { _tag: "Told", request, reply });
        for (const see of watchers.answered) see({ request, id, operation }, reply);
      }
      onReply?.(reply);
    };
    this.world.happened("client", { _tag: "Ask", request, body });
    timeline.after(choices.below(settings.latencyUs), () => node.request(request, body, close));
    const goes = faults.strikes("client-gone", id);
    const patienceUs = this.world.cast.patient && faults.healed ? LONG_PATIENCE_US : PATIENCE_US;
    const hangUp = (): void => {
      if (!open) return;
      this.world.happened("client", { _tag: "HangUp", request }, goes);
      close(null);
      node.hangUp(request);
    };
    timeline.after(goes ? choices.below(SHORT_PATIENCE_US) : patienceUs, hangUp);
    return hangUp;
  }

  /** Tries something again after a while. */
  later(task: () => void): void {
    this.world.timeline.after(1_000 + this.world.choices.below(LONGEST_RETRY_US), task);
  }
}

/** Whether it is suspended on a signal that somebody has to send; a cancel may always come. */
function waitsForSignal(status: InvocationStatus): boolean {
  if (status._tag !== "Suspended") return false;
  return waitedKeys(status.waitingFor).some((key) => key !== CANCEL && !key.startsWith("c"));
}

const CANCEL = notificationKey({ _tag: "Signal", index: CANCEL_SIGNAL_INDEX });

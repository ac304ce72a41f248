import { type Event, type InvocationId, waitedKeys } from "@holdfast/core";
import { broken, type Checker, type NodeView, type RestView } from "./checker.ts";

/** Once faults have stopped, everything that was accepted ends, and nothing is left waiting. */
export class QuiescenceChecker implements Checker {
  readonly claim = "L-COMPLETE-1";
  /** By engine: when faults ended, by its own clock. */
  private readonly healedMs = new Map<number, number>();
  /** How often attempts of an invocation failed, long after that. */
  private readonly failures = new Map<InvocationId, number>();

  healed(nodes: readonly NodeView[]): void {
    for (const { index, nowMs } of nodes) this.healedMs.set(index, nowMs);
  }

  transition({ index, nowMs }: NodeView, event: Event): void {
    if (event._tag !== "AttemptFailed") return;
    const healedMs = this.healedMs.get(index) ?? Number.POSITIVE_INFINITY;
    if (nowMs < healedMs + LONG_MS) return;
    const failures = (this.failures.get(event.id) ?? 0) + 1;
    this.failures.set(event.id, failures);
    if (failures === MANY) {
      broken(this.claim, `${event.id} on engine ${index} still fails: ${event.failure.message}`);
    }
  }

  atRest({ nodes, operations }: RestView): void {
    // First what should have gone on: others may only wait for it.
    for (const node of nodes) this.woken(node);
    for (const node of nodes) this.rested(node);
    for (const { number, state, tries } of operations) {
      if (state === "Answered" || state === "Lost") continue;
      broken(this.claim, `operation ${number} has no answer after ${tries} tries`);
    }
  }

  expired({ nodes }: RestView): void {
    for (const { index, durable } of nodes) {
      for (const { table, group } of durable.rows()) {
        if (KEPT.has(table)) continue;
        broken(this.claim, `engine ${index} still has a row of ${table} for '${group}'`);
      }
    }
  }

  private rested({ index, durable }: NodeView): void {
    for (const row of durable.rows()) {
      switch (row.table) {
        case "invocation": {
          const tag = row.value?.status._tag;
          if (tag === "Completed") break;
          broken(this.claim, `${row.group} on engine ${index} is still ${tag}`);
          break;
        }
        case "lock":
        case "inbox":
          broken("L-LOCK-1", `${row.group} on engine ${index} still has a ${row.table}`);
          break;
        case "running":
        case "outbox":
          broken(this.claim, `engine ${index} still has ${row.table} ${row.item}`);
          break;
        case "timer":
          if (row.value?._tag === "ExpireInvocation" || row.value?._tag === "ExpireJournal") break;
          broken(this.claim, `engine ${index} still has a timer ${row.item}`);
          break;
        default:
      }
    }
  }

  private woken({ index, durable }: NodeView): void {
    for (const { group, value } of durable.rowsOf("invocation")) {
      if (value.status._tag !== "Suspended") continue;
      const waitingFor = waitedKeys(value.status.waitingFor);
      const there = waitingFor.find((key) => durable.get("notification", group, key) !== undefined);
      if (there === undefined) continue;
      broken("L-WAKE-1", `${group} on engine ${index} is suspended on ${there}, which is there`);
    }
  }
}

/** After so many milliseconds without faults nothing should fail any more; nor so often. */
const LONG_MS = 100_000;
const MANY = 20;

/** Tables that hold rows for ever. */
const KEPT = new Set(["deployment", "service", "dedup", "state", "promise"]);

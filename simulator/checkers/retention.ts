import {
  type Change,
  type Event,
  findHandler,
  type Invocation,
  objectKeyOf,
  type Transition,
} from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/**
 * Outcomes and journals stay for as long as they are retained, unless an operator purges them;
 * what goes takes with it all that belonged to it.
 */
export class RetentionChecker implements Checker {
  readonly claim = "S-RETAIN-1";

  transition(node: NodeView, event: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table === "invocation") this.invocation(node, event, changes, change);
      else if (change.table === "journal" && change.value === null) {
        this.entryDropped(node, event, changes, change.group);
      }
    }
  }

  private invocation(
    node: NodeView,
    event: Event,
    changes: readonly Change[],
    { group, value }: Extract<Change, { table: "invocation" }>,
  ): void {
    const before = node.ahead.get("invocation", group, "");
    if (value === null) {
      if (before !== undefined) this.forgotten(node, event, changes, before);
    } else if (before === undefined) this.begun(node, event, value);
    else if (value.status._tag === "Completed") {
      const { completedAtMs, expiresAtMs } = value.status;
      if (expiresAtMs === completedAtMs + value.completionRetentionMs) return;
      broken(this.claim, `${group} is retained until ${expiresAtMs}, not as it was asked for`);
    }
  }

  /** What an operator or its handler set counts, whoever asks for it. */
  private begun({ config, ahead }: NodeView, event: Event, invocation: Invocation): void {
    if (event._tag !== "Requested") return;
    if (invocation.source._tag === "Restart") return this.again(ahead, invocation);
    const { id, target, idempotencyKey, completionRetentionMs, journalRetentionMs } = invocation;
    const service = ahead.get("service", "", target.service);
    const handler = service && findHandler(service, target.handler);
    if (service === undefined || handler === undefined) return;
    const layers = [handler.options, service.options, config.defaults];
    const first = (name: (typeof KINDS)[number]): number => {
      const found = layers.map((layer) => layer[name]).find((ms) => ms !== null);
      return found ?? 0;
    };
    const journalMs = first("journalRetentionMs");
    const isRun = target._tag === "Workflow" && target.access === "Run";
    const keptMs = isRun
      ? first("workflowCompletionRetentionMs")
      : idempotencyKey === null
        ? journalMs
        : first("idempotencyRetentionMs");
    if (completionRetentionMs === keptMs && journalRetentionMs === Math.min(journalMs, keptMs)) {
      return;
    }
    const is = `${completionRetentionMs} and its journal ${journalRetentionMs}`;
    broken(this.claim, `${id} is to be retained ${keptMs} ms and not ${is}`);
  }

  /** What is done again is kept as long as what had been done. */
  private again(ahead: NodeView["ahead"], { id, source, ...kept }: Invocation): void {
    if (source._tag !== "Restart") return;
    const ended = ahead.get("invocation", source.id, "");
    const isSame =
      ended?.completionRetentionMs === kept.completionRetentionMs &&
      ended.journalRetentionMs === kept.journalRetentionMs;
    if (!isSame) broken(this.claim, `${id} is not retained as ${source.id}, of which it is made`);
  }

  private forgotten(
    { ahead, nowMs }: NodeView,
    event: Event,
    changes: readonly Change[],
    { id, status, completionRetentionMs, target }: Invocation,
  ): void {
    const purged = isAsked(event, "Purge", id);
    const isDue = status._tag === "Completed" && nowMs >= status.expiresAtMs;
    const unretained = status._tag !== "Completed" && completionRetentionMs <= 0;
    if (!purged && !isDue && !unretained) {
      broken(this.claim, `${id} is forgotten by ${event._tag} while it is retained`);
    }
    const groups: [Owned, string][] = [
      ["journal", id],
      ["notification", id],
    ];
    const key = objectKeyOf(id, target);
    if (key !== null && target._tag === "Workflow" && target.access === "Run") {
      groups.push(["state", key], ["promise", key]);
    }
    for (const [table, group] of groups) {
      for (const { item } of ahead.scan(table, group)) {
        if (changes.some((change) => isDropped(change, table, group, item))) continue;
        broken("L-FORGET-1", `${id} is forgotten, but not ${table} ${item} of ${group}`);
      }
    }
  }

  private entryDropped(
    { ahead, nowMs }: NodeView,
    event: Event,
    changes: readonly Change[],
    id: string,
  ): void {
    const before = ahead.get("invocation", id, "");
    if (before === undefined) return;
    const after = changes.find(({ table, group }) => table === "invocation" && group === id);
    if (after?.value === null || isAsked(event, "PurgeJournal", id)) return;
    const { status, journalRetentionMs } = before;
    if (status._tag !== "Completed" && journalRetentionMs <= 0) return;
    const isDue = status._tag === "Completed" && nowMs >= status.completedAtMs + journalRetentionMs;
    if (!isDue) broken(this.claim, `the journal of ${id} is forgotten while it is retained`);
  }
}

const KINDS = [
  "journalRetentionMs",
  "idempotencyRetentionMs",
  "workflowCompletionRetentionMs",
] as const;

type Owned = "journal" | "notification" | "state" | "promise";

function isAsked(event: Event, tag: "Purge" | "PurgeJournal", id: string): boolean {
  return event._tag === "Requested" && event.body._tag === tag && event.body.id === id;
}

function isDropped(change: Change, table: Owned, group: string, item: string): boolean {
  if (change.table !== table || change.group !== group || change.item !== item) return false;
  return change.value === null;
}

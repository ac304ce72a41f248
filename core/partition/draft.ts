import type { Config } from "../engine/config.ts";
import { type Entropy, type InvocationId, deriveEntropy, partitionKeyOf } from "../ids/index.ts";
import {
  type Change,
  type Invocation,
  outboxItem,
  type PeerMessage,
  type Row,
  type Table,
  type Tables,
  type Timer,
  timerItem,
  type View,
} from "../model/index.ts";
import type { Action } from "./action.ts";
import type { Event } from "./event.ts";
import { partitionOf } from "./partition-of.ts";

/** Changes above which they are indexed; below, looking through them is quicker. */
const INDEXED_CHANGES = 24;

/**
 * A transition in the making: reads see its own writes, each row is written at most once in the
 * end, actions and messages keep their order.
 */
export class Draft implements View {
  readonly changes: Change[] = [];
  readonly actions: Action[] = [];
  /** Messages to invocations of this partition, taken in order after the event itself. */
  readonly inbound: PeerMessage[] = [];
  readonly config: Config;
  readonly nowMs: number;
  private readonly view: View;
  private readonly entropy: Entropy;
  private draws = 0;
  private index: Map<string, number> | null = null;

  constructor(config: Config, view: View, event: Event) {
    this.config = config;
    this.view = view;
    this.nowMs = event.nowMs;
    this.entropy = event.entropy;
  }

  get<T extends Table>(table: T, group: string, item: string): Tables[T] | undefined {
    const at = this.find(table, group, item);
    if (at === -1) return this.view.get(table, group, item);
    return (this.changes[at]?.value ?? undefined) as Tables[T] | undefined;
  }

  scan<T extends Table>(
    table: T,
    group: string,
    from = "",
    limit: number = Number.POSITIVE_INFINITY,
  ): readonly Row<T>[] {
    const own = this.changes.filter(
      (change) => change.table === table && change.group === group && change.item >= from,
    );
    if (own.length === 0) return this.view.scan(table, group, from, limit);
    const rows = new Map<string, Tables[T]>();
    for (const { item, value } of this.view.scan(table, group, from, limit + own.length)) {
      rows.set(item, value);
    }
    for (const { item, value } of own) {
      if (value === null) rows.delete(item);
      else rows.set(item, value as Tables[T]);
    }
    return [...rows]
      .map(([item, value]) => ({ item, value }))
      .sort((a, b) => (a.item < b.item ? -1 : 1))
      .slice(0, limit);
  }

  put<T extends Table>(table: T, group: string, item: string, value: Tables[T]): void {
    this.write({ table, group, item, value } as Change);
  }

  delete(table: Table, group: string, item: string): void {
    this.write({ table, group, item, value: null });
  }

  invocation(id: InvocationId): Invocation | undefined {
    return this.get("invocation", id, "");
  }

  putInvocation(invocation: Invocation): void {
    this.put("invocation", invocation.id, "", invocation);
  }

  armTimer(timer: Timer): void {
    this.put("timer", "", timerItem(timer), timer);
    this.act({ _tag: "Arm", dueMs: timer.dueMs });
  }

  disarmTimer(timer: Timer): void {
    this.delete("timer", "", timerItem(timer));
  }

  act(action: Action): void {
    this.actions.push(action);
  }

  /** Sends a message to whichever partition its invocation lives on (S-OUTBOX-1). */
  send(message: PeerMessage): void {
    const { index, count } = this.config.partition;
    const to = count === 1 ? index : partitionOf(partitionKeyOf(message.id), count);
    if (to === index) {
      this.inbound.push(message);
      return;
    }
    const sequence = (this.get("dedup", "next", String(to)) ?? 0) + 1;
    this.put("dedup", "next", String(to), sequence);
    this.put("outbox", String(to), outboxItem(sequence), { sequence, message });
    this.act({ _tag: "SendMessage", to, sequence, message });
  }

  /** Fresh entropy, drawn from the event's own; each call draws anew. */
  draw(): Entropy {
    return deriveEntropy(this.entropy, this.draws++);
  }

  private write(change: Change): void {
    const at = this.find(change.table, change.group, change.item);
    if (at !== -1) {
      this.changes[at] = change;
      return;
    }
    this.changes.push(change);
    if (this.index !== null) this.index.set(rowName(change), this.changes.length - 1);
    else if (this.changes.length > INDEXED_CHANGES) {
      this.index = new Map(this.changes.map((each, i) => [rowName(each), i]));
    }
  }

  private find(table: Table, group: string, item: string): number {
    if (this.index !== null) return this.index.get(rowName({ table, group, item })) ?? -1;
    for (let i = this.changes.length - 1; i >= 0; i--) {
      const change = this.changes[i] as Change;
      if (change.item === item && change.table === table && change.group === group) return i;
    }
    return -1;
  }
}

function rowName(row: { readonly table: Table; readonly group: string; readonly item: string }) {
  return `${row.table}\n${row.group}\n${row.item}`;
}

import type { Change, Event, PeerMessage, Transition } from "@holdfast/core";
import { broken, type Checker, type NodeView } from "./checker.ts";

/**
 * Messages from one partition to another are taken in the order in which they were sent, each
 * once, and each leaves its outbox only when it was durably taken.
 */
export class OutboxOrderChecker implements Checker {
  readonly claim = "S-OUTBOX-1";
  /** By way and number: what was sent; a crash may take back what was not durable. */
  private readonly sent = new Map<string, PeerMessage>();
  /** By way: the number of the last that was durably sent, and durably taken. */
  private readonly lastSent = new Map<string, number>();
  private readonly lastTaken = new Map<string, number>();

  transition({ index, ahead }: NodeView, event: Event, { changes }: Transition): void {
    for (const change of changes) {
      if (change.table === "outbox") this.outbox(index, ahead, change);
      else if (change.table === "dedup") this.counted(ahead, event, change);
    }
    if (event._tag === "MessageReceived") this.received(index, ahead, event, changes);
  }

  durable({ index }: NodeView, changes: readonly Change[]): void {
    for (const { table, group, item, value } of changes) {
      if (table !== "dedup" || typeof value !== "number") continue;
      if (group === "next") this.lastSent.set(`${index}>${item}`, value);
      else this.lastTaken.set(`${item}>${index}`, value);
    }
  }

  atRest(): void {
    for (const [way, sent] of this.lastSent) {
      const taken = this.lastTaken.get(way) ?? 0;
      if (taken === sent) continue;
      broken(this.claim, `of ${sent} messages ${way} only ${taken} were taken in the end`);
    }
  }

  private outbox(
    index: number,
    ahead: NodeView["ahead"],
    { group, item, value }: Extract<Change, { table: "outbox" }>,
  ): void {
    const way = `${index}>${group}`;
    if (value !== null) {
      this.sent.set(`${way} ${value.sequence}`, value.message);
      return;
    }
    const sequence = ahead.get("outbox", group, item)?.sequence ?? 0;
    if (sequence <= (this.lastTaken.get(way) ?? 0)) return;
    broken(this.claim, `message ${sequence} ${way} leaves the outbox before it was taken`);
  }

  /** Numbers are counted one by one, both where messages are sent and where they are taken. */
  private counted(
    ahead: NodeView["ahead"],
    event: Event,
    { group, item, value }: Extract<Change, { table: "dedup" }>,
  ): void {
    const before = ahead.get("dedup", group, item) ?? 0;
    // Of several messages of one step only the last number is to be seen.
    const next = group === "seen" ? value === before + 1 : value !== null && value > before;
    if (next && (group === "next" || event._tag === "MessageReceived")) return;
    broken(this.claim, `the number ${group} of partition ${item} goes from ${before} to ${value}`);
  }

  private received(
    index: number,
    ahead: NodeView["ahead"],
    { from, sequence, message }: Extract<Event, { _tag: "MessageReceived" }>,
    changes: readonly Change[],
  ): void {
    const way = `${from}>${index}`;
    const before = ahead.get("dedup", "seen", String(from)) ?? 0;
    const seen = changes.find(({ table, group }) => table === "dedup" && group === "seen");
    const isNext = sequence === before + 1;
    if (isNext !== (seen !== undefined) || (!isNext && changes.length > 0)) {
      broken(
        this.claim,
        `message ${sequence} ${way} is ${isNext ? "not " : ""}taken, after ${before}`,
      );
    }
    if (!isNext || this.sent.get(`${way} ${sequence}`) === message) return;
    broken(this.claim, `message ${sequence} ${way} is not what was sent under that number`);
  }
}

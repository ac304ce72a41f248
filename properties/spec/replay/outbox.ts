import {
  decodeMessage,
  MemoryTables,
  MessageType,
  partitionOf,
  partitionKeyOf,
  type PeerMessage,
} from "@holdfast/core";
import { setOf } from "@holdfast/spec";
import { mailOf } from "../abstraction.ts";
import { type Attempt, Host } from "./host.ts";
import type { Picks, Replayer } from "./replay.ts";

const SENDER = 0;
const RECEIVER = 1;

/**
 * The module outbox on core: a handler on one partition calls shared handlers of an object on the
 * other, each with its number as input. What has had its effect is the invocations that there are
 * (S-OUTBOX-1).
 */
export class OutboxReplayer implements Replayer {
  private readonly sender = new Host({ index: SENDER, count: 2 });
  private readonly receiver = new Host({ index: RECEIVER, count: 2 });
  /** What the receiver's disk holds; its host has run ahead of it. */
  private disk = copyOf(this.receiver.tables);
  private readonly caller: Attempt;
  private readonly key: string;
  private readonly sent = new Map<number, PeerMessage>();
  private readonly messages = new Set<number>();
  private readonly acks = new Set<number>();
  private readonly gated = new Set<number>();

  constructor() {
    this.caller = this.sender.begin(
      this.sender.send({ service: "Counter", key: keyOn(SENDER, this.sender), handler: "get" }),
    );
    this.key = keyOn(RECEIVER, this.sender);
  }

  take(action: string, picks: Picks): void {
    switch (action) {
      case "send":
        return this.send();
      case "resend":
        this.messages.add(picks.number("n"));
        return;
      case "lose":
        this.messages.delete(picks.number("n"));
        this.acks.delete(picks.number("n"));
        return;
      case "arrive":
        return this.arrive(picks.number("n"));
      case "commit":
        this.disk = copyOf(this.receiver.tables);
        for (const n of this.gated) this.acks.add(n);
        this.gated.clear();
        return;
      case "acknowledge": {
        const sequence = picks.number("n");
        this.acks.delete(sequence);
        this.sender.happen({ _tag: "MessageTaken", by: RECEIVER, sequence });
        return;
      }
      case "crash":
        restore(this.receiver.tables, this.disk);
        this.gated.clear();
        return;
      default:
        throw new Error(`the module outbox has no step ${action}`);
    }
  }

  state(): Readonly<Record<string, unknown>> {
    const { sent, outbox } = mailOf(this.sender.tables, String(RECEIVER));
    return {
      sent,
      outbox: setOf(...outbox),
      messages: setOf(...this.messages),
      acks: setOf(...this.acks),
      disk: receivedOf(this.disk),
      ahead: receivedOf(this.receiver.tables),
      gated: setOf(...this.gated),
    };
  }

  private send(): void {
    const { actions } = this.sender.say(this.caller, {
      _tag: "OneWayCallCommand",
      serviceName: "Counter",
      handlerName: "get",
      parameter: Uint8Array.of(this.sent.size + 1),
      invokeTimeMs: 0,
      headers: [],
      key: this.key,
      idempotencyKey: null,
      scope: null,
      limitKey: null,
      invocationIdCompletionId: this.sent.size + 1,
      name: "",
    });
    const action = actions.find(({ _tag }) => _tag === "SendMessage");
    if (action?._tag !== "SendMessage") throw new Error("a call to elsewhere sent no message");
    this.sent.set(action.sequence, action.message);
    this.messages.add(action.sequence);
  }

  private arrive(sequence: number): void {
    const { sent } = this;
    const message = sent.get(sequence);
    if (message === undefined) throw new Error(`message ${sequence} was never sent`);
    const event = { _tag: "MessageReceived", from: SENDER, sequence, message } as const;
    for (const action of this.receiver.happen(event).actions) {
      if (action._tag === "TakeMessage") this.gated.add(action.sequence);
    }
    this.refuseOutOfTurn();
  }

  /** A message before its turn must change nothing and must not be acknowledged. */
  private refuseOutOfTurn(): void {
    const sequence = mailOf(this.receiver.tables, String(SENDER)).seen + 2;
    const message = this.sent.get(sequence);
    if (message === undefined) return;
    const event = { _tag: "MessageReceived", from: SENDER, sequence, message } as const;
    const { changes, actions } = this.receiver.happen(event);
    if (changes.length + actions.length > 0) throw new Error(`${sequence} was taken out of turn`);
  }
}

/** What a receiver has taken: the last number, and the inputs of the invocations that it made. */
function receivedOf(tables: MemoryTables): { readonly seen: number; readonly effects: number[] } {
  const effects: { readonly n: number; readonly at: number }[] = [];
  for (const row of tables.rows()) {
    if (row.table !== "journal" || row.value?.type !== MessageType.InputCommand) continue;
    const input = decodeMessage(row.value.type, row.value.payload);
    if (input._tag !== "InputCommand") throw new Error("an input that cannot be read");
    const made = tables.get("invocation", row.group, "");
    effects.push({ n: input.value[0] ?? -1, at: made?.createdAtMs ?? 0 });
  }
  return {
    seen: mailOf(tables, String(SENDER)).seen,
    effects: effects.map(({ n }) => n).sort((one, other) => one - other),
  };
}

/** An object key that lives on a partition. */
function keyOn(partition: number, host: Host): string {
  for (let n = 0; ; n++) {
    const key = `key ${n}`;
    const reply = host.ask({
      _tag: "Lookup",
      ref: {
        _tag: "Idempotent",
        target: { service: "Counter", key, handler: "get" },
        idempotencyKey: "x",
      },
    });
    if (reply?._tag !== "Identified") throw new Error("a look-up was not answered");
    if (partitionOf(partitionKeyOf(reply.id), 2) === partition) return key;
  }
}

function copyOf(tables: MemoryTables): MemoryTables {
  const copy = new MemoryTables();
  copy.apply([...tables.rows()]);
  return copy;
}

/** Makes tables what they were. */
function restore(tables: MemoryTables, to: MemoryTables): void {
  const rows = [...tables.rows()];
  tables.apply(rows.map((row) => ({ ...row, value: null })));
  tables.apply([...to.rows()]);
}

import {
  type Action,
  type Config,
  type Entropy,
  type Event,
  type Happening,
  MemoryTables,
  messageType,
  encodeMessage,
  type NotificationId,
  owedActions,
  type PeerMessage,
  transition,
} from "@holdfast/core";
import { configOf } from "../configuration.ts";
import { brokenSteps } from "../step-claims.ts";
import { brokenInvariants } from "../table-invariants.ts";
import { attemptSays } from "./attempt-events.ts";
import { clientRequest } from "./client-events.ts";
import { durationMs, Names } from "./names.ts";
import { Outstanding } from "./outstanding.ts";
import { actionText, printStep } from "./print-step.ts";
import { shortened } from "./print-values.ts";
import { type ScriptEvent, Words } from "./script.ts";

const START_MS = 1_000_000_000_000;
const NOTHING = { changes: [], actions: [] };

/** Where a script is played: one partition, whose clock and entropy the script decides. */
export class Stage {
  private readonly tables = new MemoryTables();
  private readonly names = new Names(START_MS);
  private readonly outstanding = new Outstanding();
  private config: Config = configOf({ index: 0, count: 1 });
  private nowMs = START_MS;
  private events = 0;
  private clients = 0;

  /** Lets an event happen and says what came of it. */
  happen(event: ScriptEvent): string[] {
    const words = new Words(event.line);
    let verb = words.next("a verb");
    if (verb.startsWith("+")) {
      this.nowMs += durationMs(verb);
      verb = words.next("a verb");
    }
    if (verb === "partition") {
      const index = Number(words.next("a number"));
      words.takes("of");
      this.config = configOf({ index, count: Number(words.next("how many there are")) });
      return [];
    }
    if (verb === "owed") return this.owed();
    const happening = this.happening(verb, words, event);
    words.done();
    return this.step(happening);
  }

  private step(happening: Happening): string[] {
    const n = ++this.events;
    const entropy: Entropy = [n * 0x9e37, n * 0x79b9, n * 0x7f4a, n * 0x7c15];
    const event: Event = { ...happening, nowMs: this.nowMs, entropy };
    const led = transition(this.config, this.tables, event);
    const said = printStep(this.names, this.tables, led);
    const problems = brokenSteps(this.tables, event, led);
    this.tables.apply(led.changes);
    this.outstanding.note(event, led, this.tables);
    problems.push(...brokenInvariants(this.tables));
    if (problems.length > 0) throw new Error(problems.join("\n"));
    return said;
  }

  private happening(verb: string, words: Words, event: ScriptEvent): Happening {
    const body = clientRequest(this.names, verb, words, event);
    if (body !== null) return { _tag: "Requested", request: ++this.clients, body };
    switch (verb) {
      case "fire":
        return { _tag: "TimerFired", item: this.names.timerNamed(words.next("a timer")) };
      case "taken": {
        words.takes("by");
        const by = Number(words.next("a partition"));
        return { _tag: "MessageTaken", by, sequence: Number(words.next("a number")) };
      }
      case "message": {
        words.takes("from");
        const from = Number(words.next("a partition"));
        const sequence = Number(words.next("a number"));
        return { _tag: "MessageReceived", from, sequence, message: this.message(words) };
      }
      default: {
        const [name = "", older] = verb.split("@");
        const id = this.names.invocationNamed(name);
        const epoch = (this.tables.get("invocation", id, "")?.epoch ?? 0) + Number(older ?? 0);
        const said = words.next("what the attempt says");
        return attemptSays(this.names, { id, epoch, pin: this.pin() }, said, words);
      }
    }
  }

  /** Where new attempts run: the deployment that was registered last. */
  private pin() {
    const deployments = this.tables.scan("deployment", "").map(({ value }) => value);
    const [latest] = deployments.sort((a, b) => b.createdAtMs - a.createdAtMs);
    if (latest === undefined) throw new Error("nothing is registered");
    return { deploymentId: latest.id, protocolVersion: 6 };
  }

  private message(words: Words): PeerMessage {
    const kind = words.next("a message");
    const id = this.names.invocationNamed(words.next("an invocation"));
    if (kind === "kill") return { _tag: "Kill", id };
    const notificationId: NotificationId = {
      _tag: "Completion",
      completionId: Number(words.next("a completion").slice(1)),
    };
    const value = new TextEncoder().encode(words.next("a value"));
    const notification = {
      _tag: "Notification",
      type: 0x800d,
      id: notificationId,
      result: { _tag: "Value", value },
    } as const;
    const notificationType = messageType(notification);
    const payload = encodeMessage(notification);
    const incarnation = this.tables.get("invocation", id, "")?.incarnation ?? null;
    return { _tag: "Notify", id, incarnation, notificationType, notificationId, payload };
  }

  /** What a host begins again after a crash, held against what it had under way without one. */
  private owed(): string[] {
    const { index, count } = this.config.partition;
    const peers = Array.from({ length: count }, (_, i) => i).filter((i) => i !== index);
    const owed = owedActions(this.tables, peers);
    const say = (action: Action): string =>
      shortened(this.names, actionText(this.names, this.tables, NOTHING, action));
    const under = this.outstanding.actions().map(say).sort();
    const again = owed.map(say).sort();
    const lines = owed.map((action) => `! ${say(action)}`);
    const isSame = under.join("\n") === again.join("\n");
    return [...lines, isSame ? "= all that was under way" : `≠ ${under.join(", ")}`];
  }
}

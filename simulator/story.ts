import { type Event, type InvocationId, type Transition, waitedKeys } from "@holdfast/core";
import type { Checker, NodeView } from "./checkers/checker.ts";
import { describeEffect } from "./describe-effect.ts";
import { Names } from "./names.ts";

/** One event that matters: something that moved durable state, a restart, or a fault. */
export interface StoryEvent {
  /** Counted over the whole history, with what is not told. */
  readonly step: number;
  /** Virtual time in milliseconds since the world began. */
  readonly atMs: number;
  readonly actor: string;
  readonly event: string;
  /** What moved; empty for a fault. */
  readonly effect: string;
  readonly fault: boolean;
  /** How often the same happened again after this, without being told again. */
  again: number;
}

/** How often the like of one event is told; what goes round and round is counted. */
const TOLD = 2;

/** What the story reads of its world. */
interface Told {
  readonly timeline: { readonly nowUs: number };
  readonly trace: { readonly length: number };
}

/** Tells a history without what leads to nothing: for readers, and for whoever makes it short. */
export class Story implements Checker {
  readonly claim = "";
  readonly events: StoryEvent[] = [];
  private readonly names = new Names();
  private readonly told = new Map<string, readonly StoryEvent[]>();
  private readonly world: Told;

  constructor(world: Told) {
    this.world = world;
  }

  transition({ index, ahead }: NodeView, event: Event, { changes }: Transition): void {
    if (event._tag === "Requested" && event.body._tag === "RegisterDeployment") return;
    const effect = describeEffect(this.names, ahead, event, changes);
    if (effect === "") return;
    const [actor, text] = this.tellOf(event, index);
    this.tell(actor, text, effect, false);
  }

  restarted({ index, incarnation }: NodeView): void {
    if (incarnation > 1) this.tell(`engine ${index}`, "starts again", "", false);
  }

  fault(actor: string, text: string): void {
    this.tell(actor, text, "", true);
  }

  private tell(actor: string, event: string, effect: string, fault: boolean): void {
    const name = `${actor} ${event} ${effect}`.replaceAll(/\d+/g, "#");
    const told = this.told.get(name) ?? [];
    const last = told.at(-1);
    if (told.length === TOLD && last !== undefined) {
      last.again++;
      return;
    }
    const step = this.world.trace.length;
    const atMs = this.world.timeline.nowUs / 1_000;
    const next = { step, atMs, actor, event, effect, fault, again: 0 };
    this.told.set(name, [...told, next]);
    this.events.push(next);
  }

  /** Who did it, and what. */
  private tellOf(event: Event, index: number): readonly [actor: string, text: string] {
    const of = (id: InvocationId): string => this.names.of(id);
    switch (event._tag) {
      case "Requested": {
        const { body } = event;
        if ("target" in body) return ["client", `${body._tag} ${this.names.target(body.target)}`];
        return ["client", "id" in body ? `${body._tag} ${of(body.id as InvocationId)}` : body._tag];
      }
      case "CommandProposed":
        return [of(event.id), event.command._tag.replace(/Command$/, "")];
      case "RunCompletionProposed":
        return [of(event.id), `result of run c${event.completionId}`];
      case "AttemptSuspended":
        return [of(event.id), `suspends on ${waitedKeys(event.waitingFor).join(", ")}`];
      case "AttemptEnded":
        return [of(event.id), "ends"];
      case "AttemptFailed":
        return [of(event.id), `fails: ${event.failure.message.split("\n")[0] ?? ""}`.slice(0, 60)];
      case "TimerFired":
        return ["clock", `timer ${this.names.timer(event.item)}`];
      case "MessageReceived":
        return [`engine ${event.from}`, `${event.message._tag} for ${of(event.message.id)}`];
      case "MessageTaken":
        return [`engine ${event.by}`, `has taken message ${event.sequence} of engine ${index}`];
      default:
        return event satisfies never;
    }
  }
}

/** A story as a table: step, virtual time, actor, event, effect; a fault is marked with `!`. */
export function formatStory(events: readonly StoryEvent[]): readonly string[] {
  return events.map(({ step, atMs, actor, event, effect, fault, again }) =>
    [
      String(step).padStart(5),
      atMs.toFixed(3).padStart(11),
      fault ? "!" : " ",
      actor.padEnd(9),
      event.padEnd(34),
      effect,
      again === 0 ? "" : `(and ${again} times more)`,
    ]
      .join(" ")
      .trimEnd(),
  );
}

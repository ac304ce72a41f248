import { type Event, type Transition, waitedKeys } from "@holdfast/core";
import { causalPast, type Happening, touchedBy } from "./causal-past.ts";
import type { Checker, NodeView } from "./checkers/checker.ts";
import type { About } from "./faults.ts";
import { describeEffect } from "./describe-effect.ts";
import { Names, targetText, timerText } from "./names.ts";

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
  readonly again: number;
}

type Recorded = Happening & Omit<StoryEvent, "again">;

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
  private readonly recorded: Recorded[] = [];
  private readonly world: Told;

  constructor(world: Told) {
    this.world = world;
  }

  transition({ index, ahead }: NodeView, event: Event, { changes }: Transition): void {
    if (event._tag === "Requested" && event.body._tag === "RegisterDeployment") return;
    const heard = event._tag === "MessageReceived" && changes.length > 0 ? "taken in" : "";
    const effect = describeEffect(ahead, event, changes) || heard;
    if (effect === "") return;
    const [actor, text] = tellOf(event, index);
    const touched = touchedBy(event, changes);
    this.record(actor, text, { effect, touched, engine: index });
  }

  restarted({ index, incarnation }: NodeView): void {
    if (incarnation === 1) return;
    this.record(`engine ${index}`, "starts again", { engine: index, befalls: true });
  }

  /** A fault strikes an invocation, an engine, or the whole world. */
  fault(about: About, text: string): void {
    if (typeof about === "string") this.record(about, text, { touched: [about], fault: true });
    else {
      const actor = about === null ? "world" : `engine ${about}`;
      this.record(actor, text, { engine: about, befalls: true, fault: true });
    }
  }

  /** The story of how the claim came to be broken that this message is about; all where null. */
  tell(message: string | null): readonly StoryEvent[] {
    const names = new Names();
    const told: { -readonly [K in keyof StoryEvent]: StoryEvent[K] }[] = [];
    const alike = new Map<string, typeof told>();
    const happened = message === null ? this.recorded : causalPast(this.recorded, message);
    for (const { step, atMs, actor, event, effect, fault } of happened) {
      const named = { actor: names.in(actor), event: names.in(event), effect: names.in(effect) };
      const kind = `${named.actor} ${named.event} ${named.effect}`.replaceAll(/\d+/g, "#");
      const before = alike.get(kind) ?? [];
      const last = before.at(-1);
      if (before.length === TOLD && last !== undefined) {
        last.again++;
        continue;
      }
      const next = { step, atMs, ...named, fault, again: 0 };
      alike.set(kind, [...before, next]);
      told.push(next);
    }
    return told;
  }

  private record(actor: string, event: string, more: Partial<Recorded>): void {
    this.recorded.push({
      step: this.world.trace.length,
      atMs: this.world.timeline.nowUs / 1_000,
      actor,
      event,
      effect: "",
      fault: false,
      touched: [],
      engine: null,
      befalls: false,
      ...more,
    });
  }
}

/** Who did it, and what; invocations by their ids. */
export function tellOf(event: Event, index: number): readonly [actor: string, text: string] {
  switch (event._tag) {
    case "Requested": {
      const { body } = event;
      if ("target" in body) return ["client", `${body._tag} ${targetText(body.target)}`];
      return ["client", "id" in body ? `${body._tag} ${body.id}` : body._tag];
    }
    case "CommandProposed":
      return [event.id, event.command._tag.replace(/Command$/, "")];
    case "RunCompletionProposed":
      return [event.id, `result of run c${event.completionId}`];
    case "AttemptSuspended":
      return [event.id, `suspends on ${waitedKeys(event.waitingFor).join(", ")}`];
    case "AttemptEnded":
      return [event.id, "ends"];
    case "AttemptFailed":
      return [event.id, `fails: ${event.failure.message.split("\n")[0] ?? ""}`.slice(0, 60)];
    case "TimerFired":
      return ["clock", `timer ${timerText(event.item)}`];
    case "MessageReceived":
      return [`engine ${event.from}`, `${event.message._tag} for ${event.message.id}`];
    case "MessageTaken":
      return [`engine ${event.by}`, `has taken message ${event.sequence} of engine ${index}`];
    default:
      return event satisfies never;
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

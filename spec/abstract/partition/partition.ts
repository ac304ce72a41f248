import { type ActionName, ACTIONS } from "./actions.ts";
import { end, failAttempt, record, suspend } from "./attempt.ts";
import { compare } from "./compare.ts";
import { fireTimer } from "./fire-timer.ts";
import { describe } from "./describe.ts";
import type { Happening } from "./happenings.ts";
import { checkInvariants } from "./invariants.ts";
import { stateOf } from "./load.ts";
import { acknowledge, receive } from "./mail.ts";
import { Move, type Places } from "./move.ts";
import { propose } from "./propose.ts";
import { Refused } from "./refused.ts";
import { request } from "./request.ts";
import type { RowChange } from "./rows.ts";
import { State } from "./state.ts";
import { takeMessage } from "./take-message.ts";

/**
 * The modules of this folder in one machine, for any number of invocations: a partition as the
 * specification sees it. It is led by what happened, and compares what it comes to with what was
 * really done (S-REFINE-1); a step that it cannot make is refused, with the action that does not allow it.
 */
export class AbstractPartition {
  /** How often each action was made. */
  readonly actions = Object.fromEntries(ACTIONS.map((name) => [name, 0])) as Record<
    ActionName,
    number
  >;
  /** Steps that were made. */
  steps = 0;
  private state = new State();
  private lastMs = 0;
  private readonly places: Places;

  constructor(places: Places) {
    this.places = places;
  }

  /** Begins on these rows: what is durable, or nothing. */
  begin(rows: Iterable<RowChange>): void {
    this.state = stateOf(rows);
    this.lastMs = 0;
  }

  /** The state that it is in, as people read it, line by line; `nameOf` names invocations. */
  describe(nameOf: (id: string) => string): readonly string[] {
    return describe(this.state, nameOf);
  }

  /** One step: what happened at a time (unix ms), and how rows changed by it. */
  step(happening: Happening, nowMs: number, changes: readonly RowChange[]): void {
    if (nowMs < this.lastMs) {
      throw new Refused("timers.fire", `it is ${nowMs}, and was ${this.lastMs} before`);
    }
    this.lastMs = nowMs;
    const move = new Move(this.state, nowMs, changes, this.places, this.actions);
    happen(move, happening);
    for (let i = 0; i < move.inbound.length; i++) {
      const message = move.inbound[i];
      if (message !== undefined) takeMessage(move, message);
    }
    compare(move);
    checkInvariants(move);
    this.steps++;
  }
}

function happen(move: Move, happening: Happening): void {
  switch (happening._tag) {
    case "Requested":
      return request(move, happening.ask);
    case "CommandProposed":
      return propose(move, happening);
    case "RunCompletionProposed":
      return record(move, happening);
    case "AttemptSuspended":
      return suspend(move, happening);
    case "AttemptEnded":
      return end(move, happening);
    case "AttemptFailed":
      return failAttempt(move, happening);
    case "TimerFired":
      return fireTimer(move, happening.item);
    case "MessageReceived":
      return receive(move, happening);
    case "MessageTaken":
      return acknowledge(move, happening.by, happening.sequence);
    default:
      return happening satisfies never;
  }
}

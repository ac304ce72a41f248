import type { Action, Event, InvocationId, Transition, View } from "@holdfast/core";

type Attempt = Extract<Action, { _tag: "StartAttempt" }>;
type Sent = Extract<Action, { _tag: "SendMessage" }>;

/** What a host that never crashed has under way, as far as the actions that it was given tell. */
export class Outstanding {
  private readonly attempts = new Map<InvocationId, Attempt>();
  private sent: Sent[] = [];
  private armed: number[] = [];

  note(event: Event, { actions }: Transition, after: View): void {
    if (event._tag.startsWith("Attempt") && "epoch" in event) this.over(event.id, event.epoch);
    if (event._tag === "MessageTaken") {
      const { by, sequence } = event;
      this.sent = this.sent.filter((sent) => sent.to !== by || sent.sequence > sequence);
    }
    for (const action of actions) {
      if (action._tag === "StartAttempt") this.attempts.set(action.id, action);
      else if (action._tag === "AbortAttempt") this.over(action.id, action.epoch);
      else if (action._tag === "SendMessage") this.sent.push(action);
      else if (action._tag === "Arm") this.armed.push(action.dueMs);
    }
    // A host forgets a time once it has come and nothing is due at it any more.
    const due = new Set(after.scan("timer", "").map(({ value }) => value.dueMs));
    this.armed = this.armed.filter((dueMs) => due.has(dueMs));
    for (const attempt of this.attempts.values()) {
      const { journalLength: entries = 0 } = after.get("invocation", attempt.id, "") ?? {};
      this.attempts.set(attempt.id, { ...attempt, entries });
    }
  }

  actions(): readonly Action[] {
    const next = Math.min(...this.armed);
    const wake: Action[] = this.armed.length === 0 ? [] : [{ _tag: "Arm", dueMs: next }];
    return [...this.attempts.values(), ...this.sent, ...wake];
  }

  private over(id: InvocationId, epoch: number): void {
    if (this.attempts.get(id)?.epoch === epoch) this.attempts.delete(id);
  }
}

import { type AttemptView, broken, type Checker } from "./checker.ts";

/** A run whose result an attempt was given is not executed by any attempt that began later. */
export class RunOnceChecker implements Checker {
  readonly claim = "S-RUN-1";
  /** The latest attempt there was when a run's result was given to a handler. */
  private readonly acknowledgedAt = new Map<string, number>();
  private latest = 0;

  executed(attempt: AttemptView, run: string): void {
    this.latest = Math.max(this.latest, attempt.number);
    const at = this.acknowledgedAt.get(nameOf(attempt, run));
    if (at === undefined || attempt.number <= at) return;
    broken(this.claim, `attempt ${attempt.number} of ${attempt.invocation} executes ${run} again`);
  }

  acknowledged(attempt: AttemptView, run: string): void {
    this.latest = Math.max(this.latest, attempt.number);
    const name = nameOf(attempt, run);
    if (!this.acknowledgedAt.has(name)) this.acknowledgedAt.set(name, this.latest);
  }
}

function nameOf({ invocation, createdAtMs }: AttemptView, run: string): string {
  return `${invocation} ${createdAtMs} ${run}`;
}

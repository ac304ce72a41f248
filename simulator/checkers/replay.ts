import type { Event } from "@holdfast/core";
import { FICKLE } from "../workload/services.ts";
import { type AttemptView, broken, type Checker, type NodeView } from "./checker.ts";

const CLAIM = "S-JOURNAL-1";

/** Code by which an SDK says that a journal does not fit its handler (wire facts 1.12). */
export const JOURNAL_MISMATCH = 570;

/**
 * Every attempt of an invocation sees the same results at the same places, since they all come
 * from one journal; and none finds another command there than the one it issues.
 */
export class ReplayChecker implements Checker {
  readonly claim = CLAIM;
  private readonly seen = new Map<string, string>();

  transition({ ahead }: NodeView, event: Event): void {
    if (event._tag !== "AttemptFailed" || event.failure.code !== JOURNAL_MISMATCH) return;
    if (ahead.get("invocation", event.id, "")?.target.service === FICKLE) return;
    broken(CLAIM, `an attempt of ${event.id} failed: ${event.failure.message}`);
  }

  observed({ invocation, life, number }: AttemptView, place: string, value: string): void {
    const name = `${invocation} ${life} ${place}`;
    const before = this.seen.get(name);
    if (before === undefined) this.seen.set(name, value);
    else if (before !== value) {
      broken(
        CLAIM,
        `attempt ${number} of ${invocation} saw ${value} at ${place}, an earlier one ${before}`,
      );
    }
  }
}

import { type Change, decodeMessage, decodeUtf8, MessageType } from "@holdfast/core";
import { Lives } from "./lives.ts";
import { type AttemptView, broken, type Checker, type NodeView } from "./checker.ts";

/** A run whose result is durable is not executed by any attempt that begins afterwards. */
export class RunOnceChecker implements Checker {
  readonly claim = "S-RUN-1";
  /** The latest attempt there was when a run's result became durable. */
  private readonly durableAt = new Map<string, number>();
  private readonly lives = new Lives();
  private latest = 0;

  opened({ number }: AttemptView): void {
    this.latest = number;
  }

  durable(_: NodeView, changes: readonly Change[]): void {
    for (const change of changes) {
      this.lives.see(change);
      const { table, group, value } = change;
      if (table !== "journal" || value?.type !== MessageType.RunNotification) continue;
      const message = decodeMessage(value.type, value.payload);
      if (message._tag !== "Notification" || message.id._tag !== "Completion") continue;
      this.stored(group, completionName(message.id.completionId));
      if (message.result._tag !== "Value") continue;
      const text = decodeUtf8(message.result.value);
      if (!text.startsWith(`{"place"`)) continue;
      const { place } = JSON.parse(text) as { readonly place: string };
      this.stored(group, place);
    }
  }

  ran(attempt: AttemptView, completionId: number): void {
    this.executed(attempt, completionName(completionId));
  }

  executed({ number, invocation, life }: AttemptView, run: string): void {
    const at = this.durableAt.get(`${invocation} ${life} ${run}`);
    if (at === undefined || number <= at) return;
    broken(this.claim, `attempt ${number} of ${invocation} executes ${run} again`);
  }

  private stored(group: string, run: string): void {
    const name = `${group} ${this.lives.of(group)} ${run}`;
    if (!this.durableAt.has(name)) this.durableAt.set(name, this.latest);
  }
}

function completionName(completionId: number): string {
  return `run c${completionId}`;
}

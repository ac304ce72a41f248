import { MessageType } from "../../wire/index.ts";
import type { Draft } from "../draft.ts";
import { completionNotification } from "../message/notification.ts";
import { enter } from "./enter.ts";
import { forget, forgetJournal } from "./forget.ts";
import { invoke } from "./invoke.ts";

/** A timer is due: what waited for it happens, and the timer is gone (S-TIMER-1). */
export function fireTimer(draft: Draft, item: string): void {
  const timer = draft.get("timer", "", item);
  if (timer === undefined || timer.dueMs > draft.nowMs) return;
  draft.delete("timer", "", item);
  const invocation = draft.invocation(timer.id);
  if (invocation === undefined) return;
  const { status } = invocation;
  switch (timer._tag) {
    case "Sleep":
      draft.send(
        completionNotification(
          { ...timer, notificationType: MessageType.SleepNotification },
          { _tag: "Void" },
        ),
      );
      return;
    case "Start":
      if (status._tag === "Scheduled") enter(draft, invocation);
      return;
    case "Retry":
      if (status._tag === "BackingOff" && invocation.epoch === timer.epoch) {
        invoke(draft, invocation);
      }
      return;
    case "ExpireJournal":
      if (status._tag === "Completed") forgetJournal(draft, invocation);
      return;
    case "ExpireInvocation":
      if (status._tag === "Completed") forget(draft, invocation);
      return;
    default:
      return timer satisfies never;
  }
}

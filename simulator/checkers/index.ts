import { AskedForChecker } from "./asked-for.ts";
import { CancelTreeChecker } from "./cancel-tree.ts";
import type { Checker } from "./checker.ts";
import { EpochChecker } from "./epoch.ts";
import { ExclusiveKeyChecker } from "./exclusive-key.ts";
import { FencingChecker } from "./fencing.ts";
import { FifoInboxChecker } from "./fifo-inbox.ts";
import { GateChecker } from "./gate.ts";
import { IdempotencyChecker } from "./idempotency.ts";
import { JournalPrefixChecker } from "./journal-prefix.ts";
import { KillTreeChecker } from "./kill-tree.ts";
import { OutboxOrderChecker } from "./outbox-order.ts";
import { OutcomeChecker } from "./outcome.ts";
import { PauseChecker } from "./pause.ts";
import { PinChecker } from "./pin.ts";
import { PromiseChecker } from "./promise.ts";
import { QuiescenceChecker } from "./quiescence.ts";
import { RecoveryChecker } from "./recovery.ts";
import { ReplayChecker } from "./replay.ts";
import { ReplyChecker } from "./reply.ts";
import { RetentionChecker } from "./retention.ts";
import { RestartChecker } from "./restart.ts";
import { RunOnceChecker } from "./run-once.ts";
import { SignalsChecker } from "./signals.ts";
import { TimersChecker } from "./timers.ts";
import { WaitingChecker } from "./waiting.ts";
import { WakeUpChecker } from "./wake-up.ts";
import { WorkflowOnceChecker } from "./workflow-once.ts";

/** One checker of each kind that watches any services, for one world. */
export function allCheckers(): readonly Checker[] {
  return [
    new GateChecker(),
    new EpochChecker(),
    new FencingChecker(),
    new AskedForChecker(),
    new JournalPrefixChecker(),
    new ReplayChecker(),
    new RunOnceChecker(),
    new ExclusiveKeyChecker(),
    new FifoInboxChecker(),
    new TimersChecker(),
    new SignalsChecker(),
    new IdempotencyChecker(),
    new WorkflowOnceChecker(),
    new PromiseChecker(),
    new OutboxOrderChecker(),
    new KillTreeChecker(),
    new CancelTreeChecker(),
    new RetentionChecker(),
    new OutcomeChecker(),
    new ReplyChecker(),
    new RecoveryChecker(),
    new WaitingChecker(),
    new WakeUpChecker(),
    new PauseChecker(),
    new PinChecker(),
    new RestartChecker(),
    new QuiescenceChecker(),
  ];
}

export type { Checker } from "./checker.ts";
export { ClaimBroken } from "./checker.ts";

import { IdentityReplayer } from "./identity.ts";
import { JournalReplayer } from "./journal.ts";
import { LockReplayer } from "./lock.ts";
import { OutboxReplayer } from "./outbox.ts";
import type { Replayer } from "./replay.ts";
import { TimersReplayer } from "./timers.ts";
import { TreesReplayer } from "./trees.ts";
import { WakeupReplayer } from "./wakeup.ts";

/** The modules whose steps core can be led through, one for each concern. */
export const REPLAYERS: Readonly<Record<string, () => Replayer>> = {
  lock: () => new LockReplayer(),
  journal: () => new JournalReplayer(),
  wakeup: () => new WakeupReplayer(),
  timers: () => new TimersReplayer(),
  identity: () => new IdentityReplayer(),
  trees: () => new TreesReplayer(),
  outbox: () => new OutboxReplayer(),
};

import type { Bug } from "../bug.ts";
import { CANCEL_BUGS } from "./cancel.ts";
import { FENCING_BUGS } from "./fencing.ts";
import { IDEMPOTENCY_BUGS } from "./idempotency.ts";
import { JOURNAL_BUGS } from "./journal.ts";
import { LOCK_BUGS } from "./lock.ts";
import { STORAGE_BUGS } from "./storage.ts";
import { TIMER_BUGS } from "./timer.ts";
import { WAKE_UP_BUGS } from "./wake-up.ts";

/** Every bug of the zoo, class by class. */
export const BUGS: readonly Bug[] = [
  ...LOCK_BUGS,
  ...JOURNAL_BUGS,
  ...FENCING_BUGS,
  ...WAKE_UP_BUGS,
  ...TIMER_BUGS,
  ...IDEMPOTENCY_BUGS,
  ...CANCEL_BUGS,
  ...STORAGE_BUGS,
];

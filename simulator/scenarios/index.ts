import type { Scenario } from "../staging/scenario.ts";
import { attachByKey } from "./attach-by-key.ts";
import { awakeable } from "./awakeable.ts";
import { call } from "./call.ts";
import { callChain } from "./call-chain.ts";
import { cancelInQueue } from "./cancel-in-queue.ts";
import { cancelTree } from "./cancel-tree.ts";
import { combinators } from "./combinators.ts";
import { crossPartition } from "./cross-partition.ts";
import { delayedSend } from "./delayed-send.ts";
import { earlySignal } from "./early-signal.ts";
import { failingAttempt } from "./failing-attempt.ts";
import { flakyRun } from "./flaky-run.ts";
import { idempotentCall } from "./idempotent-call.ts";
import { killTree } from "./kill-tree.ts";
import { lazyState } from "./lazy-state.ts";
import { newDeployment } from "./new-deployment.ts";
import { objectQueue } from "./object-queue.ts";
import { orderedSends } from "./ordered-sends.ts";
import { pauseAndResume } from "./pause-and-resume.ts";
import { promiseForTwo } from "./promise-for-two.ts";
import { purge } from "./purge.ts";
import { purgeJournal } from "./purge-journal.ts";
import { reattach } from "./reattach.ts";
import { requestResponse } from "./request-response.ts";
import { retention } from "./retention.ts";
import { retriesExhausted } from "./retries-exhausted.ts";
import { saga } from "./saga.ts";
import { sleep } from "./sleep.ts";
import { stateWrites } from "./state-writes.ts";
import { suspension } from "./suspension.ts";
import { twoOnOneKey } from "./two-on-one-key.ts";
import { workflowPromise } from "./workflow-promise.ts";
import { workflowRunTwice } from "./workflow-run-twice.ts";

/** Every scenario there is. */
export const SCENARIOS: readonly Scenario[] = [
  call,
  idempotentCall,
  twoOnOneKey,
  objectQueue,
  workflowPromise,
  workflowRunTwice,
  sleep,
  callChain,
  delayedSend,
  awakeable,
  stateWrites,
  flakyRun,
  retriesExhausted,
  cancelTree,
  killTree,
  purge,
  purgeJournal,
  retention,
  newDeployment,
  crossPartition,
  suspension,
  earlySignal,
  combinators,
  pauseAndResume,
  attachByKey,
  lazyState,
  promiseForTwo,
  reattach,
  saga,
  requestResponse,
  cancelInQueue,
  orderedSends,
  failingAttempt,
];

/** Scenarios by name; throws an error that lists the known ones where there is no such scenario. */
export function scenariosNamed(names: readonly string[]): readonly Scenario[] {
  return names.map((name) => {
    const scenario = SCENARIOS.find((known) => known.name === name);
    if (scenario !== undefined) return scenario;
    const known = SCENARIOS.map((each) => each.name).join(", ");
    throw new RangeError(`'${name}' is no scenario; there are: ${known}`);
  });
}

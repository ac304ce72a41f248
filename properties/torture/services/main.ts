import * as http2 from "node:http2";

import * as restate from "@restatedev/restate-sdk";

import { counter } from "./counter.ts";
import { flow } from "./flow.ts";
import { relay } from "./relay.ts";
import { waiter } from "./waiter.ts";
import { worker } from "./worker.ts";

/** Short, since this process is killed often: half of an invocation's life would be waiting. */
const RETRY = {
  initialInterval: 20,
  maxInterval: 250,
  exponentiationFactor: 2,
  maxAttempts: 10_000,
} as const;
/** Shorter than most sleeps and waits of the plan, so that handlers suspend. */
const INACTIVITY_TIMEOUT_MS = 150;

/** Short too: a frozen service is soon given up. */
const ABORT_TIMEOUT_MS = 250;

const port = Number(process.env["PORT"]);
const services = [worker, counter, relay, waiter, flow];
const defaultServiceOptions = {
  retryPolicy: RETRY,
  inactivityTimeout: INACTIVITY_TIMEOUT_MS,
  abortTimeout: ABORT_TIMEOUT_MS,
};

http2
  .createServer(restate.createEndpointHandler({ services, defaultServiceOptions }))
  .listen(port, "127.0.0.1", () => console.log("service ready"));

// Whoever started us holds the other end: when it is gone, so are we.
process.stdin.on("end", () => process.exit()).resume();

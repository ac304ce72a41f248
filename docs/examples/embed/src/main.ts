import { decodeUtf8 } from "@holdfast/core";
import { GREETER, greeter } from "./greeter.ts";
import { embed } from "./host.ts";

const ask = embed(greeter);

await ask({
  _tag: "RegisterDeployment",
  deployment: GREETER,
  force: false,
  breaking: false,
  dryRun: false,
});

/** Two calls of one key wait for each other; the same idempotency key is one call. */
const calls = ["one", "two", "two"].map((idempotencyKey) =>
  ask({
    _tag: "Call",
    target: { service: "greeter", key: "Ada", handler: "greet" },
    headers: [],
    body: new Uint8Array(),
    idempotencyKey,
  }),
);

for (const reply of await Promise.all(calls)) {
  if (reply._tag !== "Completed" || reply.outcome._tag !== "Success") throw new Error(reply._tag);
  console.log(decodeUtf8(reply.outcome.value));
}

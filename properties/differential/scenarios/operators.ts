import { setTimeout as pause } from "node:timers/promises";

import type { Observation } from "../normalise.ts";
import type { Program } from "../program.ts";
import { exchange } from "../request.ts";
import { type Scenario, scenario } from "../scenario.ts";
import { brief } from "../show.ts";
import type { Side } from "../side.ts";

const VALUE: Program = [{ do: "value", value: 1 }];
const FOREVER: Program = [{ do: "forever" }];
const NO_ID = `inv_1${"0".repeat(33)}`;
/** By then a handler is where it waits. */
const SETTLED_MS = 300;
const OPERATIONS = [
  "cancel",
  "kill",
  "purge",
  "purge-journal",
  "pause",
  "resume",
  "restart-as-new",
] as const;

/** A journal of nine entries: Input, Run and Call with what they asked for, Run, Output. */
const STEPS: Program = [
  { do: "run", value: 1 },
  { do: "call", to: "Int", program: [{ do: "value", value: 3 }] },
  { do: "run", value: 2 },
];

/** Restarts what has ended: the answer, and the outcome of the new one. */
async function restart(
  side: Side,
  program: Program,
  query: string,
  target = "Int",
): Promise<Observation> {
  const id = await side.send(target, program);
  await side.attach(id);
  const path = `/invocations/${id}/restart-as-new${query}`;
  const answer = await exchange(side.admin, { method: "PATCH", path });
  if (answer.status !== 200) return brief(answer);
  const { new_invocation_id: made } = JSON.parse(String(answer.body)) as {
    readonly new_invocation_id: string;
  };
  return [made.slice(0, 16) === id.slice(0, 16), await side.attach(made)];
}

/** What operators do to invocations in each of their states. */
export const OPERATORS: readonly Scenario[] = [
  ...OPERATIONS.map((operation) =>
    scenario(`operators: ${operation} of nobody`, (side) =>
      side.askAdmin("PATCH", `/invocations/${NO_ID}/${operation}`),
    ),
  ),
  ...OPERATIONS.map((operation) =>
    scenario(`operators: ${operation} by an id that is none`, (side) =>
      side.askAdmin("PATCH", `/invocations/inv_x/${operation}`),
    ),
  ),
  ...OPERATIONS.map((operation) =>
    scenario(`operators: ${operation} of what has completed`, async (side) => {
      const id = await side.send("Int", VALUE);
      await side.attach(id);
      return side.askAdmin("PATCH", `/invocations/${id}/${operation}`);
    }),
  ),
  ...OPERATIONS.map((operation) =>
    scenario(`operators: ${operation} of what waits for its time`, async (side) => {
      const { body } = await side.post("Int/run/send?delay=1h", VALUE);
      const { invocationId } = JSON.parse(String(body)) as { readonly invocationId: string };
      return side.askAdmin("PATCH", `/invocations/${invocationId}/${operation}`);
    }),
  ),
  ...(["cancel", "kill"] as const).flatMap((operation) => [
    scenario(`operators: ${operation} what sleeps`, async (side) => {
      const id = await side.send("Int", FOREVER);
      const answer = await side.askAdmin("PATCH", `/invocations/${id}/${operation}`);
      return [answer, await side.attach(id)];
    }),
    scenario(`operators: ${operation} what waits for its callee`, async (side) => {
      const id = await side.send("Int", [{ do: "call", to: "Int", program: FOREVER }]);
      const answer = await side.askAdmin("PATCH", `/invocations/${id}/${operation}`);
      return [answer, await side.attach(id)];
    }),
    scenario(`operators: ${operation} frees the key`, async (side, key) => {
      const id = await side.send(`IntObj/${key}`, FOREVER);
      await side.askAdmin("PATCH", `/invocations/${id}/${operation}`);
      return side.run(`IntObj/${key}`, VALUE);
    }),
    scenario(
      `operators: ${operation} what waits in an inbox`,
      async (side, key) => {
        const holder = await side.send(`IntObj/${key}`, FOREVER);
        const waiting = await side.send(`IntObj/${key}`, VALUE);
        const answer = await side.askAdmin("PATCH", `/invocations/${waiting}/${operation}`);
        await side.askAdmin("PATCH", `/invocations/${holder}/kill`);
        return [answer, await side.attach(waiting)];
      },
      "the outcome of what ended before it began is kept, so that who attaches later hears of it",
    ),
  ]),
  ...(
    ["", "?from=0", "?from=1", "?from=2", "?from=4", "?from=8", "?from=9", "?from=99"] as const
  ).map((query) =>
    scenario(`operators: restart-as-new${query} of nine entries`, (side) =>
      restart(side, STEPS, query),
    ),
  ),
  ...(
    ["?from=x", "?from=-1", "?deployment=keep", "?deployment=latest", "?deployment=x"] as const
  ).map((query) =>
    scenario(`operators: restart-as-new${query}`, (side) => restart(side, STEPS, query)),
  ),
  scenario(
    "operators: restart-as-new of what was killed, up to what it waited for",
    async (side) => {
      const id = await side.send("Int", [{ do: "run", value: 1 }, ...FOREVER]);
      await pause(SETTLED_MS);
      await side.askAdmin("PATCH", `/invocations/${id}/kill`);
      return side.askAdmin("PATCH", `/invocations/${id}/restart-as-new?from=3`);
    },
  ),
  scenario("operators: restart-as-new of a workflow's run", async (side, key) => {
    const id = await side.send(`IntWf/${key}`, VALUE);
    await side.attach(id);
    return side.askAdmin("PATCH", `/invocations/${id}/restart-as-new`);
  }),
  scenario("operators: restart-as-new of what still runs", async (side) => {
    const id = await side.send("Int", FOREVER);
    return side.askAdmin("PATCH", `/invocations/${id}/restart-as-new`);
  }),
  scenario("operators: restart-as-new without a journal", async (side) => {
    const id = await side.send("Int", VALUE);
    await side.attach(id);
    await side.askAdmin("PATCH", `/invocations/${id}/purge-journal`);
    return side.askAdmin("PATCH", `/invocations/${id}/restart-as-new`);
  }),
  scenario("operators: restart-as-new on a key has its state", async (side, key) => {
    const program: Program = [
      { do: "get", key: "a" },
      { do: "set", key: "a", value: 1 },
    ];
    return restart(side, program, "", `IntObj/${key}`);
  }),
  scenario("operators: a purged outcome is gone", async (side) => {
    const id = await side.send("Int", VALUE);
    await side.attach(id);
    await side.askAdmin("PATCH", `/invocations/${id}/purge`);
    return side.getWhile(200, `/restate/invocation/${id}/output`);
  }),
  scenario("operators: a purged workflow runs again", async (side, key) => {
    const id = await side.send(`IntWf/${key}`, [{ do: "set", key: "a", value: 1 }]);
    await side.attach(id);
    await side.askAdmin("PATCH", `/invocations/${id}/purge`);
    await side.getWhile(200, `/restate/invocation/${id}/output`);
    return side.run(`IntWf/${key}`, [{ do: "get", key: "a" }]);
  }),
];

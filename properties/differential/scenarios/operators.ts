import type { Program } from "../program.ts";
import { type Scenario, scenario } from "../scenario.ts";

const VALUE: Program = [{ do: "value", value: 1 }];
const FOREVER: Program = [{ do: "forever" }];
const NO_ID = `inv_1${"0".repeat(33)}`;
const OPERATIONS = [
  "cancel",
  "kill",
  "purge",
  "purge-journal",
  "pause",
  "resume",
  "restart-as-new",
] as const;

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

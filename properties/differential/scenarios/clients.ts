import type { Program } from "../program.ts";
import { type Scenario, scenario } from "../scenario.ts";

const VALUE: Program = [{ do: "value", value: 1 }];
const STEP: Program = [{ do: "run", value: "done" }];
const SLOW: Program = [{ do: "sleep", ms: 600 }];
const GET: Program = [{ do: "get", key: "a" }];
const JSON_TYPE = ["content-type", "application/json"] as const;

/** What clients do around an invocation: sharing it, attaching to it, waiting for their turn. */
export const CLIENTS: readonly Scenario[] = [
  scenario("clients: a second call with one idempotency key", async (side, key) => {
    const headers = [["idempotency-key", key]] as const;
    const first = await side.run("Int", VALUE, headers);
    return [first, await side.run("Int", [{ do: "value", value: 2 }], headers)];
  }),
  scenario("clients: two calls at once with one idempotency key", async (side, key) => {
    const headers = [["idempotency-key", key]] as const;
    const both = [side.post("Int/run", SLOW, headers), side.post("Int/run", SLOW, headers)];
    const answers = await Promise.all(both);
    return answers.map(({ status, headers: got }) => [status, got["x-restate-id"] ?? "none"]);
  }),
  scenario("clients: a send, and again with its idempotency key", async (side, key) => {
    const headers = [JSON_TYPE, ["idempotency-key", key]] as const;
    const request = { method: "POST", path: "/Int/echo/send", headers, body: "1" };
    return [await side.ask(request), await side.ask(request)];
  }),
  scenario("clients: the output of one that runs, and of one that ran", async (side, key) => {
    const id = await side.send("Int", SLOW, [["idempotency-key", key]]);
    const path = `/restate/invocation/${id}/output`;
    return [await side.get(path), await side.getWhile(470, path)];
  }),
  scenario("clients: attach waits for the outcome", async (side) =>
    side.attach(await side.send("Int", SLOW)),
  ),
  scenario("clients: attach to what fails", async (side) =>
    side.attach(await side.send("Int", [{ do: "throw", code: 444, message: "gone" }])),
  ),
  scenario("clients: attach by idempotency key", async (side, key) => {
    await side.send("Int", STEP, [["idempotency-key", key]]);
    return side.await(`/restate/invocation/Int/run/${key}/attach`);
  }),
  scenario("clients: attach by idempotency key, of an object", async (side, key) => {
    await side.send(`IntObj/${key}`, STEP, [["idempotency-key", key]]);
    return side.await(`/restate/invocation/IntObj/${key}/run/${key}/attach`);
  }),
  scenario("clients: output by an id that is none", (side) =>
    side.get("/restate/invocation/inv_x/output"),
  ),
  scenario("clients: a delayed send comes later", async (side, key) => {
    const path = `IntObj/${key}/run/send?delay=400ms`;
    const sent = await side.post(path, [{ do: "set", key: "a", value: 1 }]);
    const before = await side.post(`IntObj/${key}/look`, GET);
    const { invocationId } = JSON.parse(String(sent.body)) as { readonly invocationId: string };
    await side.attach(invocationId);
    const after = await side.post(`IntObj/${key}/look`, GET);
    return [String(sent.body), String(before.body), String(after.body)];
  }),
  ...["1s", "soon"].map((delay) =>
    scenario(`clients: a delay of ${delay} for a call`, (side) =>
      side.ask({
        method: "POST",
        path: `/Int/echo?delay=${delay}`,
        headers: [JSON_TYPE],
        body: "1",
      }),
    ),
  ),
  ...["10ms", "PT0.01S", "soon", "-1s"].map((delay) =>
    scenario(`clients: a delay of ${delay} for a send`, async (side) => {
      const path = `/Int/echo/send?delay=${delay}`;
      return side.ask({ method: "POST", path, headers: [JSON_TYPE], body: "1" });
    }),
  ),
  scenario("clients: sends to one key take effect in order", async (side, key) => {
    const target = `IntObj/${key}`;
    await side.send(target, [
      { do: "sleep", ms: 100 },
      { do: "set", key: "a", value: 1 },
    ]);
    await side.send(target, [...GET, { do: "set", key: "a", value: 2 }]);
    return side.run(target, GET);
  }),
  scenario("clients: a shared handler reads while the key is locked", async (side, key) => {
    const id = await side.send(`IntObj/${key}`, [{ do: "set", key: "a", value: 1 }, ...SLOW]);
    for (;;) {
      const { body } = await side.post(`IntObj/${key}/look`, GET);
      if (String(body) !== "[null]") return [String(body), await side.attach(id)];
    }
  }),
  scenario("clients: a workflow runs once", async (side, key) => [
    await side.run(`IntWf/${key}`, VALUE),
    await side.run(`IntWf/${key}`, VALUE),
    await side.get(`/restate/workflow/IntWf/${key}/output`),
    await side.get(`/restate/workflow/IntWf/${key}/attach`),
  ]),
  scenario("clients: a workflow is sent twice", async (side, key) => {
    const path = `/IntWf/${key}/run/send`;
    const request = { method: "POST", path, headers: [JSON_TYPE], body: JSON.stringify(VALUE) };
    return [await side.ask(request), await side.ask(request)];
  }),
  scenario("clients: a workflow takes no idempotency key", (side, key) =>
    side.run(`IntWf/${key}`, VALUE, [["idempotency-key", "k"]]),
  ),
  scenario("clients: a promise is resolved from outside", async (side, key) => {
    await side.send(`IntWf/${key}`, [{ do: "promise", name: "p" }]);
    const program: Program = [{ do: "resolve", name: "p", value: "out" }];
    const { body } = await side.post(`IntWf/${key}/look`, program);
    return [String(body), await side.await(`/restate/workflow/IntWf/${key}/attach`)];
  }),
  scenario("clients: the id of a workflow's run", (side) =>
    side.lookup({ target: "workflow", workflowName: "IntWf", workflowKey: "k" }),
  ),
  scenario("clients: the id of an idempotent call", (side) => {
    const names = { service: "Int", handler: "run", idempotencyKey: "k" };
    return side.lookup({ target: "idempotentInvocation", ...names });
  }),
  scenario("clients: the id of an idempotent call of an object", (side) => {
    const names = { service: "IntObj", key: "é", handler: "run", idempotencyKey: "k k" };
    return side.lookup({ target: "idempotentInvocation", ...names });
  }),
];

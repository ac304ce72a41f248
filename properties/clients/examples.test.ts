import { afterAll, beforeAll, expect, test } from "vitest";

import { eventually, openStage, postJson, type Stage } from "./stage.ts";

const START_LIMIT_MS = 60_000;

let stage: Stage;

beforeAll(async () => {
  stage = await openStage({
    project: "docs/examples/typescript",
    script: "docs/examples/typescript/dist/main.js",
    readyPrefix: "The services listen",
    env: { SYSTEM_DELAY_MS: "40", RESTATE_LOGGING: "INFO" },
  });
}, START_LIMIT_MS);

afterAll(() => stage.close());

const post = (path: string, body: unknown): Promise<Response> =>
  postJson(`${stage.ingress}${path}`, body);

async function get(path: string): Promise<Response> {
  return fetch(`${stage.ingress}${path}`, { headers: { connection: "close" } });
}

async function timesPrinted(line: string): Promise<number> {
  return (await stage.printed()).split("\n").filter((printed) => printed.includes(line)).length;
}

test("greeter: counts for each name by itself, and on after a crash", async () => {
  const greet = async (name: string): Promise<unknown> =>
    (await post(`/greeter/${name}/greet`, "hi")).json();
  expect(await greet("Ada")).toBe("hi Ada for the 1st time.");
  expect(await greet("Ada")).toBe("hi Ada for the 2nd time.");
  expect(await greet("Grace")).toBe("hi Grace for the 1st time.");
  await stage.crashServer();
  expect(await greet("Ada")).toBe("hi Ada for the 3rd time.");
  const ungreeted = await fetch(`${stage.ingress}/greeter/Ada/ungreet`, { method: "POST" });
  expect(await ungreeted.json()).toBe("One greeting of Ada taken back, 2 left.");
  expect(await greet("Ada")).toBe("hi Ada for the 3rd time.");
});

test("roleUpdate: a system fails on the way, and no step is done twice", async () => {
  const update = { person: "Ada", role: "editor", permissions: ["read", "write"] };
  const answer = await post("/roleUpdate/apply", update);
  expect(await answer.json()).toBe("Ada is editor with 2 permissions");
  const done = ["Ada is editor", "Ada may read", "Ada may write", "Ada is told"];
  const printed = await Promise.all(done.map((line) => timesPrinted(`] ${line}`)));
  expect(printed).toEqual([1, 1, 1, 1]);
  expect(await timesPrinted("[permissions] not available")).toBe(1);
});

test("roleUpdate: after a crash it goes on, and no stored step is done again", async () => {
  const permissions = "abcdefghijkl".split("");
  const update = { person: "Eve", role: "admin", permissions };
  const sent = (await (await post("/roleUpdate/apply/send", update)).json()) as {
    invocationId: string;
  };
  await eventually("a step", async () => ((await timesPrinted("Eve may d")) > 0 ? true : null));
  await stage.crashServer();
  const attached = await get(`/restate/invocation/${sent.invocationId}/attach`);
  expect(await attached.json()).toBe("Eve is admin with 12 permissions");
  const stored = ["Eve is admin", "Eve may a", "Eve may b", "Eve may c"];
  const printed = await Promise.all(stored.map((line) => timesPrinted(`] ${line}`)));
  expect(printed).toEqual([1, 1, 1, 1]);
  expect(await timesPrinted("Eve is told")).toBe(1);
});

test("payment: charges, waits for the bank, tells the customer", async () => {
  const order = { account: "Ada", amount: 42 };
  expect((await post("/payment/order-1/run/send", order)).status).toBe(202);
  const status = async (): Promise<unknown> => (await get("/payment/order-1/status")).json();
  await eventually("the charge", async () =>
    String(await status()).startsWith("charged") ? true : null,
  );
  expect((await get("/restate/workflow/payment/order-1/output")).status).toBe(470);
  expect((await post("/payment/order-1/paymentWebhook", { reference: "B-7" })).status).toBe(200);
  const attached = await get("/restate/workflow/payment/order-1/attach");
  expect(await attached.json()).toBe("payment order-1 of 42 confirmed as B-7");
  expect(await status()).toBe("confirmed");
  expect(await timesPrinted("[bank] Ada pays 42")).toBe(1);
  const again = await post("/payment/order-1/run", order);
  expect(again.status).toBe(409);
});

test("payment: a negative amount is refused at once, without a second attempt", async () => {
  const refused = await post("/payment/order-2/run", { account: "Ada", amount: -1 });
  expect(refused.status).toBe(400);
  expect(refused.headers.get("x-restate-error-source")).toBe("invocation");
  expect(await refused.json()).toMatchObject({
    code: 400,
    message: "the amount -1 is negative",
    source: "invocation",
  });
  expect((await get("/restate/workflow/payment/order-2/attach")).status).toBe(400);
  const begun = (await stage.printed())
    .split("\n")
    .filter((line) => line.includes("[payment/order-2/run]") && /Starting|Replaying/.test(line));
  expect(begun).toHaveLength(1);
});

test("an unknown service and an unknown handler are not found", async () => {
  const service = await post("/nobody/greet", "hi");
  expect(service.status).toBe(404);
  expect(service.headers.get("x-restate-error-source")).toBe("ingress");
  expect(await service.json()).toMatchObject({ code: 404, source: "ingress" });
  const handler = await post("/greeter/Ada/wave", "hi");
  expect(handler.status).toBe(404);
  expect(await handler.json()).toMatchObject({ code: 404, source: "ingress" });
});

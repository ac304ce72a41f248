import * as clients from "@restatedev/restate-sdk-clients";
import { afterAll, beforeAll, expect, test } from "vitest";

import type { echo } from "./services/echo.ts";
import { type mailbox, refusalOf } from "./services/mailbox.ts";
import type { signup } from "./services/signup.ts";
import { eventually, openStage, type Stage } from "./stage.ts";

const START_LIMIT_MS = 60_000;

const Echo: typeof echo = { name: "Echo" };
const Mailbox: typeof mailbox = { name: "Mailbox" };
const Signup: typeof signup = { name: "Signup" };

let stage: Stage;
let ingress: clients.Ingress;

beforeAll(async () => {
  stage = await openStage({
    project: "properties/clients",
    script: "properties/clients/dist/main.js",
    readyPrefix: "service ready",
    env: {},
  });
  ingress = clients.connect({ url: stage.ingress });
}, START_LIMIT_MS);

afterAll(() => stage.close());

const key = (): string => crypto.randomUUID();

test("call: a service answers with its output", async () => {
  expect(await ingress.serviceClient(Echo).say("héllo ☂")).toBe("héllo ☂");
});

test("call: a handler without input and output answers nothing", async () => {
  expect(await ingress.serviceClient(Echo).nap()).toBeUndefined();
});

test("call: an object's key may hold any characters", async () => {
  const name = "a/b c?d%é☂";
  expect(await ingress.objectClient(Mailbox, name).put("one")).toBe(1);
  expect(await ingress.objectClient(Mailbox, name).put("two")).toBe(2);
  expect(await ingress.objectClient(Mailbox, name).letters()).toEqual(["one", "two"]);
});

test("call: a terminal error is an HTTP error with its code and message", async () => {
  const refused = ingress.serviceClient(Echo).refuse("not today");
  await expect(refused).rejects.toMatchObject({
    status: 422,
    responseText: expect.stringContaining("not today") as string,
  });
});

test("call: one idempotency key is one invocation, whatever the input", async () => {
  const idempotencyKey = key();
  const client = ingress.serviceClient(Echo);
  const first = await client.stamp("a", clients.rpc.opts({ idempotencyKey }));
  const second = await client.stamp("b", clients.rpc.opts({ idempotencyKey }));
  expect(second).toEqual(first);
  expect(await client.stamp("c", clients.rpc.opts({ idempotencyKey: key() }))).not.toEqual(first);
});

test("send: is accepted at once and takes effect", async () => {
  const name = key();
  const sent = await ingress.objectSendClient(Mailbox, name).put("letter");
  expect(sent).toMatchObject({ status: "Accepted", attachable: false });
  expect(sent.invocationId).toMatch(/^inv_1[0-9a-zA-Z]{33}$/);
  const letters = await eventually("a letter", async () => {
    const found = await ingress.objectClient(Mailbox, name).letters();
    return found.length > 0 ? found : null;
  });
  expect(letters).toEqual(["letter"]);
});

test("send: with an idempotency key its result can be fetched, and sending again changes nothing", async () => {
  const options = clients.rpc.sendOpts<string>({ idempotencyKey: key() });
  const first = await ingress.serviceSendClient(Echo).stamp("x", options);
  const second = await ingress.serviceSendClient(Echo).stamp("y", options);
  expect(first).toMatchObject({ status: "Accepted", attachable: true });
  expect(second).toMatchObject({
    status: "PreviouslyAccepted",
    invocationId: first.invocationId,
  });
  const result = await ingress.result(first);
  expect(result).toMatchObject({ words: "x" });
  expect(await ingress.result(second)).toEqual(result);
});

test("send: the result of one that failed is its error", async () => {
  const options = clients.rpc.sendOpts<string>({ idempotencyKey: key() });
  const sent = await ingress.serviceSendClient(Echo).refuse("never", options);
  await expect(ingress.result(sent)).rejects.toMatchObject({ status: 422 });
});

test("send: a delayed one takes effect when its time has come, and not before", async () => {
  const delayMs = 700;
  const beganMs = Date.now();
  const options = clients.rpc.sendOpts<string>({ idempotencyKey: key(), delay: delayMs });
  const sent = await ingress.serviceSendClient(Echo).stamp("late", options);
  expect(sent.status).toBe("Accepted");
  expect(Date.now() - beganMs).toBeLessThan(delayMs);
  const { words, atMs } = await ingress.result(sent);
  expect(words).toBe("late");
  expect(atMs).toBeGreaterThanOrEqual(beganMs + delayMs);
});

test("send: a delayed one survives a crash of the server", async () => {
  const options = clients.rpc.sendOpts<string>({ idempotencyKey: key(), delay: 500 });
  const beganMs = Date.now();
  const sent = await ingress.serviceSendClient(Echo).stamp("after", options);
  await stage.crashServer();
  const { words, atMs } = await eventually("the result", () =>
    ingress.result(sent).catch(onlyIfBroken),
  );
  expect(words).toBe("after");
  expect(atMs).toBeGreaterThanOrEqual(beganMs + 500);
});

/** The client keeps connections; one that the crash broke says so once. */
function onlyIfBroken(error: unknown): null {
  if (error instanceof TypeError) return null;
  throw error;
}

test("workflow: submitted once, its output is not ready, then ready, and attached to", async () => {
  const workflow = ingress.workflowClient(Signup, key());
  const first = await workflow.workflowSubmit("ada@example.org");
  const second = await workflow.workflowSubmit("eve@example.org");
  expect(first.status).toBe("Accepted");
  expect(second).toMatchObject({
    status: "PreviouslyAccepted",
    invocationId: first.invocationId,
  });
  expect(await workflow.workflowOutput()).toMatchObject({ ready: false });
  const attached = workflow.workflowAttach();
  await workflow.confirm("a click");
  expect(await attached).toBe("ada@example.org confirmed by a click");
  expect(await workflow.workflowOutput()).toEqual({
    ready: true,
    result: "ada@example.org confirmed by a click",
  });
  expect(await ingress.result(first)).toBe("ada@example.org confirmed by a click");
  expect(await workflow.workflowSubmit("late@example.org")).toMatchObject({
    status: "PreviouslyAccepted",
    invocationId: first.invocationId,
  });
});

test("workflow: a rejected promise fails it, and all who ask are told so", async () => {
  const workflow = ingress.workflowClient(Signup, key());
  await workflow.workflowSubmit("ada@example.org");
  await workflow.decline("unknown address");
  const failure = { responseText: expect.stringContaining("unknown address") as string };
  await expect(workflow.workflowAttach()).rejects.toMatchObject(failure);
  await expect(workflow.workflowOutput()).rejects.toMatchObject(failure);
});

test("workflow: a promise may be resolved before it runs, and only once", async () => {
  const workflow = ingress.workflowClient(Signup, key());
  await workflow.confirm("an early bird");
  await expect(workflow.confirm("another")).rejects.toMatchObject({ status: 409 });
  await workflow.workflowSubmit("ada@example.org");
  expect(await workflow.workflowAttach()).toBe("ada@example.org confirmed by an early bird");
});

test("workflow: one that was never submitted has no output", async () => {
  const workflow = ingress.workflowClient(Signup, key());
  await expect(workflow.workflowOutput()).rejects.toMatchObject({ status: 404 });
  await expect(workflow.workflowAttach()).rejects.toMatchObject({ status: 404 });
});

test("awakeable: resolved from outside, the handler goes on with the value", async () => {
  const box = ingress.objectClient(Mailbox, key());
  const waiting = box.await();
  const id = await eventually("an awakeable", () => box.awaited());
  await ingress.resolveAwakeable(id, "a parcel");
  expect(await waiting).toBe("a parcel");
});

test("awakeable: rejected from outside, the handler is told why", async () => {
  const box = ingress.objectClient(Mailbox, key());
  const waiting = box.await();
  const id = await eventually("an awakeable", () => box.awaited());
  await ingress.rejectAwakeable(id, "lost in the post");
  expect(await waiting).toBe(refusalOf("lost in the post"));
});

test("awakeable: one of nobody is taken, a malformed one refused", async () => {
  const id = Buffer.alloc(28, 7).toString("base64url");
  await expect(ingress.resolveAwakeable(`sign_1${id}`, "to whom?")).resolves.toBeUndefined();
  await expect(ingress.rejectAwakeable("sign_1short", "no")).rejects.toMatchObject({ status: 400 });
});

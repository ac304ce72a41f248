// Records the trace that the corpus is made from, on a server of this checkout and the services of
// the torture: node properties/trace/record.mjs properties/trace/good.ndjson
// It is run by hand where the format of traces, or what is told in them, has changed; then the
// lines that the mutations pin move.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import {
  Restartable,
  serverProgram,
  serviceProgram,
  stablePort,
} from "../torture/dist/processes.js";

const trace = resolve(process.argv[2] ?? "trace.ndjson");
rmSync(trace, { force: true });
const folder = mkdtempSync(join(tmpdir(), "holdfast-record-"));
const [ingressPort, adminPort, port] = [await stablePort(), await stablePort(), await stablePort()];
const [ingress, admin] = [`http://127.0.0.1:${ingressPort}`, `http://127.0.0.1:${adminPort}`];
const service = new Restartable(
  serviceProgram(
    "properties/torture/dist/services/main.js",
    port,
    { TORTURE_LEDGER: join(folder, "ledger.jsonl") },
    join(folder, "service.log"),
  ),
);
const program = serverProgram({
  data: join(folder, "data"),
  ingressPort,
  adminPort,
  logPath: join(folder, "server.log"),
  trace,
});
// Handlers that wait are suspended soon.
const env = { ...program.env, HOLDFAST_INACTIVITY_TIMEOUT: "150 millis" };
const server = new Restartable({ ...program, env });

try {
  await Promise.all([service.start(), server.start()]);
  await ask("POST", `${admin}/deployments`, { uri: `http://127.0.0.1:${port}` });

  // A workflow that waits for a promise, which is completed twice.
  await send("Flow/one/run", { nonce: "flow" });
  await eventually(async () => (await call("Flow/one/stage")) === "begun");
  await pause(500);
  await call("Flow/one/release", { nonce: "release", payload: "go" });
  await call("Flow/one/release", { nonce: "again", payload: "stay" });
  await outcome("workflow/Flow/one");

  // Calls in a row for one key, one of them asked for twice.
  const adds = ["a", "b", "c"].map((nonce) => call("Counter/k/add", { nonce }, nonce));
  await Promise.all([...adds, call("Counter/k/add", { nonce: "a" }, "a")]);

  // Calls, sends, now and later, from handler to handler.
  await call("Relay/relay", { nonce: "relay", key: "k", delayMs: 300 });

  // A handler that is in a step when the server dies, and others that wait.
  const slow = { nonce: "slow", sleepsMs: [10, 900, 10], flaky: false, refuse: false };
  const waiting = await send("Waiter/wait", { nonce: "waiting" });
  await send("Worker/work", slow, "slow");
  const later = await send("Counter/k/add?delay=800ms", { nonce: "later" }, "later");
  await pause(300);
  await server.kill();
  await server.start();
  await outcome(`invocation/${later}`);
  await call("Worker/work", slow, "slow");

  // Operators cancel one that waits, pause and resume one that sleeps, and kill it with its kin.
  await operate("cancel", waiting);
  await eventually(async () => (await fetch(`${ingress}/restate/invocation/${waiting}/output`)).ok);
  const busy = { nonce: "busy", sleepsMs: [0, 20_000], flaky: false, refuse: false };
  const sleeper = await send("Worker/work", busy);
  await pause(100);
  await operate("pause", sleeper);
  await operate("resume", sleeper);
  await pause(100);
  await operate("kill", sleeper);

  // Handlers that fail: one whose process dies goes on after a while, one says that it is the end.
  const lost = { nonce: "lost", sleepsMs: [400], flaky: false, refuse: false };
  const answered = call("Worker/work", lost, "lost");
  await pause(200);
  await service.kill();
  await service.start();
  await answered;
  await fetchJson("POST", `${ingress}/Worker/work`, { ...busy, sleepsMs: [0], refuse: true }, {});
  await operate("purge-journal", later);
  await operate("purge", later);

  // Everything but the last words of the server is at rest when it stops for good.
  await pause(200);
} finally {
  await Promise.all([server.kill(), service.kill()]);
  rmSync(folder, { recursive: true });
}

async function fetchJson(method, url, body, headers) {
  const head = { "content-type": "application/json", connection: "close", ...headers };
  const what = body === undefined ? {} : { body: JSON.stringify(body) };
  return fetch(url, { method, headers: head, ...what });
}

async function ask(method, url, body, headers = {}) {
  const answer = await fetchJson(method, url, body, headers);
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${url}: ${answer.status} ${text}`);
  return text === "" ? null : JSON.parse(text);
}

function call(path, body, key) {
  return ask(
    "POST",
    `${ingress}/${path}`,
    body,
    key === undefined ? {} : { "idempotency-key": key },
  );
}

async function send(path, body, key) {
  const [handler, query = ""] = path.split("?");
  const sent = `${handler}/send${query === "" ? "" : `?${query}`}`;
  return (await call(sent, body, key)).invocationId;
}

function outcome(what) {
  return ask("GET", `${ingress}/restate/${what}/attach`);
}

function operate(how, id) {
  return ask("PATCH", `${admin}/invocations/${id}/${how}`);
}

async function eventually(holds) {
  while (!(await holds().catch(() => false))) await pause(50);
}

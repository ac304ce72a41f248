// npm start: the Holdfast server and the demo service, the demo registered, and lines to paste.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import { createInterface } from "node:readline";
import { setTimeout as pause } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const demoFolder = `${root}docs/examples/typescript/`;
const readyPrefix = "holdfast ready ";
const readyLimitMs = 30_000;
const stopLimitMs = 15_000;
const lookForNpmMs = 300;

/** A child that loses its parent, however it died, stops itself and so gives its ports back. */
const stopWithParent =
  "data:text/javascript,process.on('disconnect',()=>process.kill(process.pid,'SIGTERM'))";

/** Said to whoever started us, without a stack trace: nothing is wrong with the program. */
class Refusal extends Error {}

function settings() {
  const { env } = process;
  const { values } = parseArgs({
    options: {
      "ingress-port": { type: "string", default: env.HOLDFAST_INGRESS_PORT ?? "8080" },
      "admin-port": { type: "string", default: env.HOLDFAST_ADMIN_PORT ?? "9070" },
      "demo-port": { type: "string", default: env.HOLDFAST_DEMO_PORT ?? "9080" },
      data: { type: "string", default: env.HOLDFAST_DATA ?? "./holdfast-data" },
    },
  });
  return {
    ingressPort: portOf(values["ingress-port"], "ingress-port"),
    adminPort: portOf(values["admin-port"], "admin-port"),
    demoPort: portOf(values["demo-port"], "demo-port"),
    data: values.data,
  };
}

function portOf(text, name) {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Refusal(`--${name} is "${text}", but a port is a number from 0 to 65535.`);
}

/** The port if it is free, a free one for 0; else refuses, naming the setting to change. */
async function freePort(port, name) {
  const server = createServer();
  server.listen(port, "127.0.0.1");
  try {
    await once(server, "listening");
  } catch (error) {
    const variable = `HOLDFAST_${name.replace("-", "_").toUpperCase()}`;
    throw new Refusal(
      `Port ${port} cannot be used (${error.code}). Stop what listens there, or choose another ` +
        `one: ${variable}=N npm start, or npm start -- --${name} N.`,
    );
  }
  const free = server.address().port;
  server.close();
  await once(server, "close");
  return free;
}

const children = [];

/** In a process group of its own, so that Ctrl-C reaches only us and we stop things in order. */
function start(name, command, args, options) {
  const child = spawn(command, args, {
    detached: true,
    stdio: ["ignore", name === "server" ? "pipe" : "inherit", "inherit", "ipc"],
    ...options,
  });
  const ended = new Promise((resolve) => {
    child.once("error", (error) => resolve(`could not be started: ${error.message}`));
    child.once("exit", (code, signal) => resolve(`has ended (${signal ?? `code ${code}`})`));
  });
  const started = { name, child, ended };
  children.push(started);
  return started;
}

function startDemo(port) {
  const args = ["--import", stopWithParent, "--import", "./with-resolvers.mjs", "dist/main.js"];
  const env = { RESTATE_LOGGING: "ERROR", ...process.env, PORT: String(port) };
  return start("demo", process.execPath, args, { cwd: demoFolder, env });
}

/** `HOLDFAST_COMMAND` names another program that takes the same words as `holdfast`. */
function startServer({ data, ingressPort, adminPort }) {
  const other = process.env.HOLDFAST_COMMAND;
  const holdfast = ["--import", stopWithParent, `${root}node_modules/.bin/holdfast`];
  const serve = ["serve", "--data", data];
  const ports = ["--ingress-port", String(ingressPort), "--admin-port", String(adminPort)];
  return other === undefined
    ? start("server", process.execPath, [...holdfast, ...serve, ...ports], {})
    : start("server", other, [...serve, ...ports], {});
}

/** Runs the steps of the start, but gives up when a child ends or takes too long. */
async function unlessEnded(process_, what, limitMs, step) {
  const late = pause(limitMs, undefined, { ref: false }).then(() => {
    throw new Refusal(`The ${process_.name} did not ${what} within ${limitMs / 1000} s.`);
  });
  const ended = process_.ended.then((how) => {
    throw new Refusal(`The ${process_.name} ${how} before it could ${what}.`);
  });
  return Promise.race([step, late, ended]);
}

async function accepts(port) {
  for (;;) {
    const socket = connect(port, "127.0.0.1");
    const open = await once(socket, "connect").then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (open) return;
    await pause(20);
  }
}

/** Passes the server's lines on, and answers with the addresses it says it listens on. */
function addresses(child) {
  return new Promise((resolve) => {
    createInterface({ input: child.stdout }).on("line", (line) => {
      if (!line.startsWith(readyPrefix)) console.log(line);
      else resolve(JSON.parse(line.slice(readyPrefix.length)));
    });
  });
}

async function register(admin, uri) {
  const answer = await fetch(new URL("/deployments", admin), {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ uri, force: true }),
  });
  const body = await answer.text();
  if (!answer.ok) throw new Refusal(`The demo was not registered: ${answer.status} ${body}`);
}

function welcome({ ingress, admin, data, pid }) {
  const json = "-H 'content-type: application/json' -d";
  return `
Holdfast is running. Ingress ${ingress}, admin ${admin}, data in ${data}.

An object that keeps a count; say it twice:
  curl ${ingress}/greeter/Ada/greet ${json} '"hi"'

A service that updates several systems, one step a second, each printed here:
  curl ${ingress}/roleUpdate/apply/send ${json} '{"person":"Ada","role":"editor","permissions":["read","write","publish"]}'

A workflow that charges, waits for the bank, and then tells the customer:
  curl ${ingress}/payment/order-1/run/send ${json} '{"account":"Ada","amount":42}'
  curl ${ingress}/payment/order-1/status
  curl ${ingress}/payment/order-1/paymentWebhook ${json} '{"reference":"B-7"}'
  curl ${ingress}/restate/workflow/payment/order-1/attach

Now break it: send the second one, and before its last step, in another terminal:
  kill -9 ${pid}
Then npm start again: it goes on where it was, and no finished step is done twice.
Ctrl-C stops it.
`;
}

let stopping = false;

/** First the server, so that what the demo is doing can still be stored; then the demo. */
async function stopAll(exitCode) {
  if (stopping) return;
  stopping = true;
  for (const { child, ended } of children.toReversed()) {
    if (child.exitCode !== null || child.signalCode !== null) continue;
    child.kill("SIGTERM");
    const late = pause(stopLimitMs, undefined, { ref: false }).then(() => child.kill("SIGKILL"));
    await Promise.race([ended, late.then(() => ended)]);
  }
  process.exit(exitCode);
}

function stopOnSignal() {
  if (stopping) for (const { child } of children) child.kill("SIGKILL");
  else void stopAll(0);
}

/** A signal that ends npm does not get past the shell between npm and us. */
function stopWithNpm() {
  if (process.env.npm_lifecycle_event === undefined) return;
  const { ppid } = process;
  setInterval(() => {
    if (process.ppid !== ppid) void stopAll(0);
  }, lookForNpmMs).unref();
}

async function run() {
  const wanted = settings();
  if (!existsSync(`${demoFolder}dist/main.js`))
    throw new Refusal("Nothing is built: npm run build.");
  const ingressPort = await freePort(wanted.ingressPort, "ingress-port");
  const adminPort = await freePort(wanted.adminPort, "admin-port");
  const demoPort = await freePort(wanted.demoPort, "demo-port");

  process.on("SIGINT", stopOnSignal).on("SIGTERM", stopOnSignal).on("SIGHUP", stopOnSignal);
  stopWithNpm();
  const demo = startDemo(demoPort);
  await unlessEnded(demo, "listen", readyLimitMs, accepts(demoPort));
  const server = startServer({ data: wanted.data, ingressPort, adminPort });
  const { ingress, admin } = await unlessEnded(
    server,
    "get ready",
    readyLimitMs,
    addresses(server.child),
  );
  await register(admin, `http://127.0.0.1:${demoPort}`);
  console.log(welcome({ ingress, admin, data: wanted.data, pid: server.child.pid }));

  const how = await Promise.race([
    server.ended.then((end) => `The server ${end}. Its data is kept: npm start goes on with it.`),
    demo.ended.then((end) => `The demo ${end}.`),
  ]);
  if (!stopping) {
    console.error(how);
    await stopAll(1);
  }
}

run().catch(async (error) => {
  if (stopping) return;
  console.error(error instanceof Refusal ? error.message : error);
  await stopAll(1);
});

import { type ClientRequest, formatInvocationId, type Reply } from "@holdfast/core";
import { Effect } from "effect";
import { afterEach, beforeEach, expect, it } from "vitest";
import { describeManifest } from "./manifest.fixture.ts";
import { PartitionPort } from "./partition-port.fixture.ts";
import { type Running, send, startAdmin } from "./running.fixture.ts";

const MANIFEST = {
  protocolMode: "BIDI_STREAM",
  minProtocolVersion: 5,
  maxProtocolVersion: 7,
  services: [{ name: "Worker", ty: "SERVICE", handlers: [{ name: "work" }] }],
} as const;

let port: PartitionPort;
let running: Running;

beforeEach(async () => {
  port = new PartitionPort();
  running = await startAdmin(port, () => Effect.die("nobody is discovered here"));
  const deployment = describeManifest(MANIFEST, {
    uri: "http://127.0.0.1:9/",
    additionalHeaders: {},
    metadata: {},
  });
  tell({ _tag: "RegisterDeployment", deployment, force: false, breaking: false, dryRun: false });
});
afterEach(() => running.stop());

function tell(body: ClientRequest): Reply {
  let told: Reply | null = null;
  port.request(body, (reply) => (told = reply));
  if (told === null) throw new Error(`${body._tag} is not answered at once`);
  return told;
}

/** A new invocation: it runs, or waits for its time. */
function invocation(delayMs: number | null = null): string {
  const target = { service: "Worker", key: null, handler: "work" };
  const input = { headers: [], body: new Uint8Array(), idempotencyKey: null };
  const reply = tell({ _tag: "Send", target, ...input, delayMs });
  if (reply._tag !== "Accepted") throw new Error(`the invocation is ${reply._tag}`);
  return formatInvocationId(reply.id);
}

/** Statuses of operations one after the other, as the real server was seen to give them. */
async function statuses(id: string, operations: readonly string[]): Promise<readonly number[]> {
  const seen: number[] = [];
  for (const operation of operations) {
    const answer = await send(running.server, "PATCH", `/v4/invocations/${id}/${operation}`);
    seen.push(answer.status);
  }
  return seen;
}

it("pauses what runs and resumes it", async () => {
  const operations = ["resume", "pause", "pause", "resume", "resume?deployment=keep", "kill"];
  expect(await statuses(invocation(), operations)).toEqual([200, 202, 200, 200, 200, 200]);
});

it("refuses to pause or resume what has not started", async () => {
  expect(await statuses(invocation(60_000), ["pause", "resume"])).toEqual([409, 425]);
});

it("refuses to pause or resume what has completed, and forgets its journal", async () => {
  const operations = ["purge-journal", "kill", "pause", "resume"];
  const journal = ["purge-journal", "purge-journal", "purge", "purge-journal", "pause", "resume"];
  expect(await statuses(invocation(), [...operations, ...journal])).toEqual([
    409, 200, 409, 409, 200, 200, 200, 404, 404, 404,
  ]);
});

it("refuses another deployment for what is bound to none, or names none", async () => {
  const other = `resume?deployment=dp_1${"0".repeat(22)}`;
  const operations = [other, "resume?deployment=latest", "resume?deployment=bogus", "pause"];
  const paused = [other, "resume?deployment=latest"];
  expect(await statuses(invocation(), [...operations, ...paused])).toEqual([
    409, 409, 400, 202, 409, 200,
  ]);
});

it("restarts what has ended, from an entry of its journal, and nothing else", async () => {
  const running = ["restart-as-new", "kill", "restart-as-new?from=1", "restart-as-new?from=x"];
  const other = `restart-as-new?deployment=dp_1${"0".repeat(22)}`;
  const ended = [other, "restart-as-new", "purge-journal", "restart-as-new", "purge"];
  expect(await statuses(invocation(), [...running, ...ended, "restart-as-new"])).toEqual([
    409, 200, 422, 400, 409, 200, 200, 410, 200, 404,
  ]);
  expect(await statuses(invocation(60_000), ["restart-as-new"])).toEqual([425]);
});

it("tells the id of what it began", async () => {
  const id = invocation();
  await statuses(id, ["kill"]);
  const { body } = await send(running.server, "PATCH", `/invocations/${id}/restart-as-new?from=0`);
  const { new_invocation_id: restarted } = JSON.parse(body) as { new_invocation_id: string };
  expect(restarted.slice(0, 16)).toBe(id.slice(0, 16));
  expect(await statuses(restarted, ["pause", "kill"])).toEqual([202, 200]);
});

it("is a cluster of one", async () => {
  const { status, body } = await send(running.server, "GET", "/v3/cluster-health");
  expect(status).toBe(200);
  const members = { members: [1] };
  expect(JSON.parse(body)).toEqual({
    cluster_name: "localcluster",
    metadata_cluster_health: members,
  });
});

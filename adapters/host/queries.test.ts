import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Change, type ClientRequest, formatInvocationId, type Reply } from "@holdfast/core";
import { tableFromIPC } from "apache-arrow";
import { Effect } from "effect";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { describeManifest } from "../admin/manifest.fixture.ts";
import { PartitionPort } from "../admin/partition-port.fixture.ts";
import { openUnscopedStore, type Store } from "../storage/index.ts";
import { Queries } from "./queries.ts";

const MANIFEST = {
  protocolMode: "BIDI_STREAM",
  minProtocolVersion: 5,
  maxProtocolVersion: 7,
  services: [
    { name: "Greeter", ty: "SERVICE", handlers: [{ name: "greet" }] },
    { name: "Counter", ty: "VIRTUAL_OBJECT", handlers: [{ name: "add", ty: "EXCLUSIVE" }] },
  ],
} as const;

const port = new PartitionPort();
let directory: string;
let store: Store;
let queries: Queries;
/** Invocations: one runs, one waits behind it, one is scheduled, one was killed. */
let running: string;
let waiting: string;
let scheduled: string;
let killed: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "holdfast-queries-"));
  store = await Effect.runPromise(openUnscopedStore({ directory }));
  const where = { uri: "http://127.0.0.1:9/", additionalHeaders: {}, metadata: {} };
  const deployment = describeManifest(MANIFEST, where);
  tell({ _tag: "RegisterDeployment", deployment, force: false, breaking: false, dryRun: false });
  running = send("Counter", "a/b", "add");
  waiting = send("Counter", "a/b", "add");
  scheduled = send("Greeter", null, "greet", 3_600_000);
  killed = send("Greeter", null, "greet");
  const ended = invocations().find(({ id }) => formatInvocationId(id) === killed);
  if (ended !== undefined) tell({ _tag: "Kill", id: ended.id });
  const state = { table: "state", group: `${"0".repeat(15)}7/Counter/a/b`, item: "n" } as const;
  const changes = [...port.view.rows(), { ...state, value: Uint8Array.of(0x31) }] as Change[];
  await new Promise((done) => store.append(store.lastSequence + 1, changes, done));
  queries = new Queries(store, () =>
    invocations()
      .filter(({ id }) => formatInvocationId(id) === running)
      .map(({ id }) => ({ id, deploymentId: "dp_1" as never, beganAtMs: 5 })),
  );
}, 30_000);

afterAll(async () => {
  queries.close();
  await store.close();
  await rm(directory, { recursive: true });
});

function invocations() {
  return [...port.view.rows()].flatMap((row) =>
    row.table === "invocation" && row.value !== null ? [row.value] : [],
  );
}

function tell(body: ClientRequest): Reply {
  let told: Reply | null = null;
  port.request(body, (reply) => (told = reply));
  if (told === null) throw new Error(`${body._tag} is not answered at once`);
  return told;
}

function send(service: string, key: string | null, handler: string, delayMs: number | null = null) {
  const input = { headers: [], body: new Uint8Array(), idempotencyKey: null };
  const reply = tell({ _tag: "Send", target: { service, key, handler }, ...input, delayMs });
  if (reply._tag !== "Accepted") throw new Error(`the invocation is ${reply._tag}`);
  return formatInvocationId(reply.id);
}

async function rows(sql: string): Promise<unknown[]> {
  const answered = await queries.ask(sql, "json");
  if (answered._tag === "Refused") throw new Error(`${answered.status} ${answered.message}`);
  const { rows: found } = JSON.parse(Buffer.from(answered.body).toString()) as { rows: unknown[] };
  return found;
}

async function refusal(sql: string) {
  const answered = await queries.ask(sql, "json");
  return answered._tag === "Refused" ? [answered.status, answered.message] : null;
}

describe("answers what the command-line tool asks", () => {
  it("for a list of invocations", async () => {
    const listed = await rows(
      `SELECT id FROM sys_invocation inv WHERE inv.status != 'completed'
       ORDER BY inv.created_at DESC, inv.id LIMIT 100`,
    );
    expect(listed).toHaveLength(3);
    const [row] = await rows(
      `SELECT inv.id, inv.target, inv.target_service_ty, inv.idempotency_key, inv.status,
         inv.created_at, inv.modified_at as state_modified_at, inv.pinned_deployment_id,
         inv.retry_count as num_retries, inv.last_failure as last_failure_message,
         inv.last_failure_related_entry_index, inv.last_attempt_deployment_id,
         inv.last_start_at, inv.invoked_by_id, inv.completion_result, inv.completion_failure,
         dp.id IS NOT NULL as pinned_deployment_exists
       FROM sys_invocation inv LEFT JOIN sys_deployment dp ON dp.id = inv.pinned_deployment_id
       WHERE inv.id in ('${running}') ORDER BY inv.created_at DESC, inv.id`,
    );
    expect(row).toEqual({
      id: running,
      target: "Counter/a/b/add",
      target_service_ty: "virtual_object",
      status: "running",
      created_at: "2030-01-01T00:00:00.000Z",
      state_modified_at: "2030-01-01T00:00:00.000Z",
      num_retries: 1,
      last_attempt_deployment_id: "dp_1",
      last_start_at: "1970-01-01T00:00:00.005Z",
      pinned_deployment_exists: false,
    });
  });

  it("for the journal of one", async () => {
    const journal = await rows(
      `SELECT sj.index, sj.entry_type, sj.completed, sj.invoked_id, sj.name, sj.version,
         sj.entry_json, sj.appended_at
       FROM sys_journal sj WHERE sj.id='${running}' ORDER BY index DESC LIMIT 100`,
    );
    const entry_json = JSON.stringify({
      Command: { Input: { headers: [], payload: [], name: "" } },
    });
    const appended_at = "2030-01-01T00:00:00.000Z";
    const entry_type = "Command: Input";
    expect(journal).toEqual([
      { index: 0, entry_type, name: "", version: 2, entry_json, appended_at },
    ]);
  });

  it("for what it cancels, kills, resumes and purges", async () => {
    const from = "SELECT id, target FROM sys_invocation_status WHERE";
    expect(await rows(`${from} id='${waiting}' AND status != 'completed' LIMIT 500`)).toEqual([
      { id: waiting, target: "Counter/a/b/add" },
    ]);
    expect(await rows(`${from} target LIKE 'Greeter/%' AND status = 'completed'`)).toEqual([
      { id: killed, target: "Greeter/greet" },
    ]);
    expect(await rows(`${from} target LIKE 'greeter/%'`)).toEqual([]);
    expect(
      await rows(`${from} id == '${running}' AND status IN ('paused', 'invoked');`),
    ).toHaveLength(1);
  });

  it("for counts by service", async () => {
    const counted = await rows(
      `SELECT target_service_name as service, target_handler_name as handler, COUNT(1) as count,
         MIN(created_at) as oldest, FIRST_VALUE(id ORDER BY created_at ASC) as first
       FROM sys_invocation_status WHERE status != 'completed'
       GROUP BY target_service_name, target_handler_name ORDER BY service`,
    );
    const oldest = "2030-01-01T00:00:00.000Z";
    expect(counted).toEqual([
      { service: "Counter", handler: "add", count: 2, oldest, first: expect.any(String) },
      { service: "Greeter", handler: "greet", count: 1, oldest, first: scheduled },
    ]);
  });

  it("for state, locks and inboxes", async () => {
    expect(await rows("select key, value from state where service_name='Counter' ;")).toEqual([
      { key: "n", value: "31" },
    ]);
    const [first] = await rows("SELECT * FROM state");
    expect(first).toMatchObject({ partition_key: 7, service_key: "a/b", value_utf8: "1" });
    expect(
      await rows(
        "SELECT service_key, COUNT(*) AS n FROM sys_inbox GROUP BY service_name, service_key",
      ),
    ).toEqual([{ service_key: "a/b", n: 1 }]);
    expect(await rows("SELECT invocation_id FROM sys_keyed_service_status")).toEqual([
      { invocation_id: running },
    ]);
  });

  it("for which columns there are, and counts in Arrow's format", async () => {
    const count = async (sql: string): Promise<unknown> => {
      const answered = await queries.ask(sql, "arrow");
      if (answered._tag === "Refused") throw new Error(answered.message);
      return tableFromIPC(answered.body).getChildAt(0)?.get(0);
    };
    const columns =
      "SELECT COUNT(*) FROM information_schema.columns WHERE table_name='sys_journal'";
    expect(await count(`${columns} AND column_name IN ('promise_name')`)).toBe(1n);
    expect(
      await count(`${columns} AND column_name IN ('version','entry_json','appended_at')`),
    ).toBe(3n);
    expect(
      await count(
        "SELECT COUNT(1) FROM (SELECT * FROM sys_invocation inv LIMIT 50000) WHERE status != 'completed'",
      ),
    ).toBe(3n);
  });
});

it("tells every kind of column in Arrow's format", async () => {
  const answered = await queries.ask("SELECT * FROM sys_invocation_status ORDER BY id", "arrow");
  if (answered._tag === "Refused") throw new Error(answered.message);
  const table = tableFromIPC(answered.body);
  const row = table.toArray().find((each) => each.id === killed);
  expect(row?.created_at).toBe(Date.UTC(2030, 0, 1));
  expect(row?.completion_retention).toBe(86_400_000n);
  expect(row?.journal_size).toBe(1);
  expect(row?.completion_failure).toBe("[409] killed");
  expect(row?.partition_key).toBeTypeOf("bigint");
  const services = await queries.ask(
    "SELECT services, public FROM sys_deployment, sys_service",
    "arrow",
  );
  if (services._tag === "Refused") throw new Error(services.message);
  const [first] = tableFromIPC(services.body).toArray();
  expect([...(first?.services ?? [])]).toEqual(["Greeter", "Counter"]);
  expect(first?.public).toBe(true);
});

it.each([
  ["SELEC 1", /begins with SELECT, found: SELEC/],
  ["SELECT 1; SELECT 2", /more than one statement/],
  ["DELETE FROM state", /begins with SELECT, found: DELETE/],
  ["WITH a AS (SELECT 1) DELETE FROM state", /nothing can be changed here/],
  ["SELECT nonsense FROM state", /no such column: nonsense/],
  ["SELECT * FROM nobody", /no such table: nobody/],
  ["SELECT 'a", /' is opened and not closed/],
  ["", /found: nothing/],
  ["SELECT now() - interval 'a while'", /interval 'a while' is not understood/],
  ["SELECT load_extension('x')", /not authorized/],
  ["SELECT zeroblob(70000000)", /more than 67108864 bytes/],
])("refuses %j", async (sql, message) => {
  expect(await refusal(sql)).toEqual([400, expect.stringMatching(message)]);
});

it("compares times with the time it is", async () => {
  expect(await rows("SELECT id FROM sys_invocation WHERE created_at < now()")).toEqual([]);
  const sql = "SELECT id FROM sys_invocation WHERE created_at > now() - INTERVAL '1 hour'";
  expect(await rows(sql)).toHaveLength(4);
});

it("answers each of many that are asked at once, and refuses too many", async () => {
  const asked = Array.from({ length: 64 }, (_, i) => queries.ask(`SELECT ${i} AS i`, "json"));
  const answers = await Promise.all(asked);
  const refused = answers.filter((each) => each._tag === "Refused");
  expect(refused.every((each) => each._tag === "Refused" && each.status === 429)).toBe(true);
  expect(refused.length).toBeGreaterThan(20);
  for (const [i, each] of answers.entries()) {
    if (each._tag === "Answered")
      expect(Buffer.from(each.body).toString()).toBe(`{"rows":[{"i":${i}}]}`);
  }
});

it("takes what a join is on for no condition of the answer", async () => {
  const sql = (where: string): string =>
    `SELECT inv.id FROM sys_invocation inv LEFT JOIN sys_deployment dp
     ON dp.ty = 'nothing' AND inv.id = '${running}' ${where} ORDER BY inv.id`;
  expect(await rows(sql("WHERE dp.id IS NULL"))).toHaveLength(4);
  expect(await rows(sql(`WHERE inv.id = '${waiting}'`))).toEqual([{ id: waiting }]);
});

it("gives a column of whole numbers and fractions one type that holds both", async () => {
  const sql = "SELECT 1.0 AS a, 'x' AS b UNION ALL SELECT 2.5, 7 UNION ALL SELECT 9e999, NULL";
  expect(await rows(sql)).toEqual([{ a: 1, b: "x" }, { a: 2.5, b: 7 }, { a: null }]);
  const answered = await queries.ask(sql, "arrow");
  if (answered._tag === "Refused") throw new Error(answered.message);
  const table = tableFromIPC(answered.body);
  expect([...(table.getChild("a") ?? [])]).toEqual([1, 2.5, Number.POSITIVE_INFINITY]);
  expect([...(table.getChild("b") ?? [])]).toEqual(["x", "7", null]);
});

describe("a query that never ends", () => {
  const ENDLESS =
    "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT max(x) FROM n";

  it("is ended after a while", async () => {
    const short = new Queries(store, () => [], 300);
    const endless = await short.ask(ENDLESS, "json");
    const message = expect.stringMatching(/longer than 0.3 seconds/) as string;
    expect(endless).toMatchObject({ _tag: "Refused", status: 503, message });
    short.close();
  });

  it("is given up when nobody waits for it any more, under way or not", async () => {
    const gone = new AbortController();
    const first = queries.ask(ENDLESS, "json", gone.signal);
    const second = queries.ask(ENDLESS, "json", gone.signal);
    const third = queries.ask("SELECT 1 AS one", "json");
    gone.abort();
    expect(await first).toMatchObject({ _tag: "Refused" });
    expect(await second).toMatchObject({ _tag: "Refused" });
    expect(await third).toMatchObject({ _tag: "Answered" });
  });
});

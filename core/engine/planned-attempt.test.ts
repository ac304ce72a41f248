import fc from "fast-check";
import { expect, it } from "vitest";
import type { DeploymentId, InvocationId } from "../ids/index.ts";
import { formatInvocationId } from "../ids/index.ts";
import {
  type Deployment,
  type HandlerOptions,
  type Invocation,
  journalItem,
  type Service,
  stateItem,
  type Target,
} from "../model/index.ts";
import { MemoryTables } from "../store/index.ts";
import { encodeUtf8 } from "../wire/index.ts";
import { type Config, DEFAULTS, LIMITS } from "./config.ts";
import { percentEncode } from "./percent-encode.ts";
import { planAttempt } from "./plan-attempt.ts";

const ID = "0123456789abcdef0123456789abcdef0123456789abcdef" as InvocationId;
const OLD = "dp_1old" as DeploymentId;
const NEW = "dp_1new" as DeploymentId;
const NOW_MS = 1_000;
const ATTEMPT_EPOCH = 4;

const orNull = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> =>
  fc.option(arbitrary, { nil: null });
const options: fc.Arbitrary<HandlerOptions> = fc.record({
  inactivityTimeoutMs: orNull(fc.constantFrom(10, 20)),
  abortTimeoutMs: orNull(fc.constantFrom(30, 40)),
  journalRetentionMs: fc.constant(null),
  idempotencyRetentionMs: fc.constant(null),
  workflowCompletionRetentionMs: fc.constant(null),
  enableLazyState: orNull(fc.boolean()),
  ingressPrivate: fc.constant(null),
  retryPolicy: fc.constant({
    initialIntervalMs: null,
    exponentiationFactor: null,
    maxIntervalMs: null,
    maxAttempts: null,
    onMaxAttempts: null,
  }),
});

/** What there is to plan from; most of it is in order. */
const scene = fc.record({
  own: options,
  shared: options,
  lazyState: fc.boolean(),
  protocolV7: fc.boolean(),
  bidirectional: fc.boolean(),
  range: fc.constantFrom([5, 6], [5, 7], [6, 6], [7, 7], [3, 4], [5, 5], [8, 9]),
  pinned: fc.constantFrom(null, null, 4, 5, 6, 7, 8),
  /** Which of the names lead to something. */
  hasService: fc.constantFrom(true, true, true, false),
  hasDeployment: fc.constantFrom(true, true, true, true, false),
  knowsService: fc.constantFrom(true, true, true, true, false),
  knowsHandler: fc.constantFrom(true, true, true, true, false),
  key: orNull(fc.constantFrom("k", "a b/ü", "~.-_9Z", "")),
  state: fc.uniqueArray(fc.constantFrom("a", "bb", "ccc"), { maxLength: 3 }),
  maxEagerStateBytes: fc.constantFrom(0, 4, 11, 12, 13, 100),
  entries: fc.integer({ min: 1, max: 4 }),
  modifiedAtMs: fc.constantFrom(0, 990, 1_000, 1_010),
  idempotencyKey: orNull(fc.constant("i")),
  /** Whose chance it draws, where it was restarted. */
  chance: orNull(fc.constant(`${"0".repeat(32)}fedcba9876543210` as InvocationId)),
});
type Scene = typeof scene extends fc.Arbitrary<infer T> ? T : never;

function serviceOf({ own, shared, knowsHandler, key, range }: Scene, name: string): Service {
  const handler = {
    name: knowsHandler ? "work" : "other",
    type: key === null ? ("Service" as const) : ("Exclusive" as const),
    input: { required: false, contentType: null, jsonSchema: null },
    output: { contentType: null, setContentTypeIfEmpty: false, jsonSchema: null },
    options: own,
    documentation: null,
    metadata: {},
  };
  return {
    name,
    type: key === null ? "Service" : "VirtualObject",
    handlers: [handler],
    options: shared,
    documentation: null,
    metadata: {},
    revision: range[0] ?? 1,
    deploymentId: NEW,
  };
}

function deploymentOf(scene: Scene, id: DeploymentId): Deployment {
  const [minProtocolVersion = 0, maxProtocolVersion = 0] = scene.range;
  return {
    id,
    createdAtMs: 0,
    uri: `http://${id}/`,
    httpVersion: "HTTP/2.0",
    protocolMode: scene.bidirectional ? "BidiStream" : "RequestResponse",
    minProtocolVersion,
    maxProtocolVersion,
    sdkVersion: null,
    additionalHeaders: { "x-one": "1", "x-two": "2" },
    metadata: {},
    services: [
      serviceOf(scene, "First"),
      ...(scene.knowsService ? [serviceOf(scene, "Thing")] : []),
    ],
  };
}

function invocationOf(scene: Scene): Invocation {
  const names = { service: "Thing", handler: "work" };
  const target: Target =
    scene.key === null
      ? { _tag: "Service", ...names }
      : { _tag: "Object", ...names, key: scene.key, access: "Exclusive" };
  const { pinned, entries, modifiedAtMs, idempotencyKey, chance } = scene;
  return {
    id: ID,
    target,
    source: chance === null ? { _tag: "Ingress" } : { _tag: "Restart", id: chance, chance },
    idempotencyKey,
    status: { _tag: "Invoked" },
    incarnation: 1,
    epoch: ATTEMPT_EPOCH,
    pin: pinned === null ? null : { deploymentId: OLD, protocolVersion: pinned },
    listeners: [],
    journalLength: entries,
    journalCommands: entries,
    outputIndex: null,
    policyAttempts: 0,
    attemptsSinceLastStored: 3,
    lastFailure: null,
    completionRetentionMs: 0,
    journalRetentionMs: 0,
    createdAtMs: 0,
    modifiedAtMs,
    journalModifiedAtMs: modifiedAtMs,
  };
}

function entryOf(index: number) {
  const payload = Uint8Array.of(index);
  const kind = { _tag: "Command", type: 0x0400, completionId: null } as const;
  return { ...kind, payload, storedAtMs: 0 };
}

function valueOf(name: string): Uint8Array {
  return new Uint8Array(name.length).fill(7);
}

function stored(scene: Scene): MemoryTables {
  const tables = new MemoryTables();
  const { hasDeployment, hasService, key, state } = scene;
  const put = (change: Parameters<MemoryTables["apply"]>[0][number]): void =>
    tables.apply([change]);
  if (hasDeployment) {
    for (const id of [OLD, NEW]) {
      put({ table: "deployment", group: "", item: id, value: deploymentOf(scene, id) });
    }
  }
  if (hasService)
    put({ table: "service", group: "", item: "Thing", value: serviceOf(scene, "Thing") });
  for (let index = 0; index < 5; index++) {
    put({ table: "journal", group: ID, item: journalItem(index), value: entryOf(index) });
  }
  if (key === null) return tables;
  const group = `${ID.slice(0, 16)}/Thing/${key}`;
  for (const name of state) {
    put({ table: "state", group, item: stateItem(encodeUtf8(name)), value: valueOf(name) });
  }
  return tables;
}

/** Why no attempt can be run, by the documented codes (wire facts 2.5, 1.12), or the version. */
function versionOf(scene: Scene): number | string {
  const { pinned, hasService, hasDeployment, knowsService, knowsHandler, range } = scene;
  const [min = 0, max = 0] = range;
  if (pinned === null && !hasService) return "RT0011";
  if (!hasDeployment || !knowsService) return "RT0011";
  if (!knowsHandler) return "RT0018";
  const version = pinned ?? Math.min(max, scene.protocolV7 ? 7 : 6);
  return version >= Math.max(5, min) && version <= 7 ? version : "RT0013";
}

/** As much of the state, in the order of its keys, as fits; keys count as they are stored. */
function eagerOf(scene: Scene) {
  const { own, shared, lazyState, maxEagerStateBytes, key, state } = scene;
  const isLazy = own.enableLazyState ?? shared.enableLazyState ?? lazyState;
  if (isLazy || key === null || maxEagerStateBytes === 0) return { state: [], partial: true };
  const sent: { key: Uint8Array; value: Uint8Array }[] = [];
  let left = maxEagerStateBytes;
  for (const name of state.toSorted()) {
    left -= stateItem(encodeUtf8(name)).length + name.length;
    if (left < 0) return { state: sent, partial: true };
    sent.push({ key: encodeUtf8(name), value: valueOf(name) });
  }
  return { state: sent, partial: false };
}

function planned(scene: Scene) {
  const config: Config = {
    hashes: { hash64: () => 0n, sha256: (bytes) => bytes },
    partition: { index: 0, count: 1 },
    clusterName: "cluster",
    defaults: { ...DEFAULTS, lazyState: scene.lazyState, protocolV7: scene.protocolV7 },
    limits: { ...LIMITS, maxEagerStateBytes: scene.maxEagerStateBytes },
  };
  return planAttempt(config, stored(scene), invocationOf(scene), scene.entries, NOW_MS);
}

it("plans an attempt as its invocation, deployment and settings say, or says why not", () => {
  fc.assert(
    fc.property(scene, (scene) => {
      const found = planned(scene);
      const version = versionOf(scene);
      if (typeof version === "string") {
        expect(found).toMatchObject({ _tag: "Impossible", failure: { errorCode: version } });
        return;
      }
      if (found._tag !== "Planned") throw new Error(found.failure.message);
      const { own, shared, key, entries, modifiedAtMs, idempotencyKey, bidirectional } = scene;
      const { chance } = scene;
      const deploymentId = scene.pinned === null ? NEW : OLD;
      const { state, partial } = eagerOf(scene);
      const debugId = formatInvocationId(ID);
      expect(found.plan).toEqual({
        id: ID,
        epoch: ATTEMPT_EPOCH,
        pin: { deploymentId, protocolVersion: version },
        bidirectional,
        inactivityTimeoutMs:
          own.inactivityTimeoutMs ?? shared.inactivityTimeoutMs ?? DEFAULTS.inactivityTimeoutMs,
        abortTimeoutMs: own.abortTimeoutMs ?? shared.abortTimeoutMs ?? DEFAULTS.abortTimeoutMs,
        maxMessageBytes: LIMITS.maxMessageBytes,
        start: {
          _tag: "Start",
          invocationId: ID,
          debugId,
          knownEntries: entries,
          state,
          partialState: partial,
          key: key ?? "",
          retryCountSinceLastStoredEntry: 3,
          durationSinceLastStoredEntryMs: modifiedAtMs > NOW_MS ? 0 : NOW_MS - modifiedAtMs,
          randomSeed: chance === null ? 0x0123456789abcdefn : 0xfedcba9876543210n,
          scope: null,
          limitKey: null,
          idempotencyKey,
        },
        replay: Array.from({ length: entries }, (_, index) => entryOf(index)),
      });
      const type = `application/vnd.restate.invocation.v${version}`;
      const keyed = key === null ? [] : [["x-restate-service-key", percentEncode(encodeUtf8(key))]];
      expect(found.target).toMatchObject({
        uri: `http://${deploymentId}/`,
        httpVersion: "HTTP/2.0",
        path: "invoke/Thing/work",
        headers: [
          ["content-type", type],
          ["accept", type],
          ["x-restate-invocation-id", debugId],
          ...keyed,
          ["x-restate-cluster-name", "cluster"],
          ["x-one", "1"],
          ["x-two", "2"],
        ],
      });
    }),
    { numRuns: 500 },
  );
});

it("encodes any key so that it comes back from a path segment, in capital digits", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (key) => {
      const encoded = percentEncode(encodeUtf8(key));
      expect(decodeURIComponent(encoded)).toBe(key);
      expect(encoded).toMatch(/^([A-Za-z0-9._~-]|%[0-9A-F]{2})*$/);
    }),
  );
});

import { type AttemptPlan, fault } from "../attempt/index.ts";
import { formatInvocationId } from "../ids/index.ts";
import {
  type AttemptFailure,
  chanceOf,
  type Deployment,
  findHandler,
  type Handler,
  type Invocation,
  keyOf,
  objectKeyOf,
  type Service,
  stateKeyBytes,
  type View,
} from "../model/index.ts";
import { contentType, encodeUtf8, type ProtocolVersion, type StateEntry } from "../wire/index.ts";
import type { Config } from "./config.ts";
import type { StreamTarget } from "./output.ts";
import { percentEncode } from "./percent-encode.ts";

/** Versions spoken here (wire facts 1.1); the newest only where the setting `protocolV7` is on. */
const OLDEST_VERSION = 5;
const NEWEST_VERSION = 7;
const NEWEST_BY_DEFAULT = 6;

/** How to run one attempt, or why it cannot be run. */
export type PlannedAttempt =
  | { readonly _tag: "Planned"; readonly plan: AttemptPlan; readonly target: StreamTarget }
  | { readonly _tag: "Impossible"; readonly failure: AttemptFailure };

interface Where {
  readonly deployment: Deployment;
  readonly service: Service;
  readonly handler: Handler;
  readonly version: ProtocolVersion;
}

/** Plans an attempt from durable state: where it runs, what it replays, what state it gets. */
export function planAttempt(
  config: Config,
  durable: View,
  invocation: Invocation,
  entries: number,
  nowMs: number,
): PlannedAttempt {
  const where = placeOf(config, durable, invocation);
  if ("errorCode" in where) return { _tag: "Impossible", failure: where };
  const { deployment, service, handler, version } = where;
  const { id, epoch, target, journalModifiedAtMs } = invocation;
  const { defaults, limits } = config;
  const lazy =
    handler.options.enableLazyState ?? service.options.enableLazyState ?? defaults.lazyState;
  const eager = eagerState(durable, invocation, lazy ? 0 : limits.maxEagerStateBytes);
  const debugId = formatInvocationId(id);
  const plan: AttemptPlan = {
    id,
    epoch,
    pin: { deploymentId: deployment.id, protocolVersion: version },
    bidirectional: deployment.protocolMode === "BidiStream",
    inactivityTimeoutMs:
      handler.options.inactivityTimeoutMs ??
      service.options.inactivityTimeoutMs ??
      defaults.inactivityTimeoutMs,
    abortTimeoutMs:
      handler.options.abortTimeoutMs ?? service.options.abortTimeoutMs ?? defaults.abortTimeoutMs,
    maxMessageBytes: limits.maxMessageBytes,
    start: {
      _tag: "Start",
      invocationId: id,
      debugId,
      knownEntries: entries,
      state: eager.state,
      partialState: eager.partial,
      key: keyOf(target) ?? "",
      retryCountSinceLastStoredEntry: invocation.attemptsSinceLastStored,
      durationSinceLastStoredEntryMs: Math.max(0, nowMs - journalModifiedAtMs),
      randomSeed: BigInt(`0x${chanceOf(invocation).slice(32)}`),
      scope: null,
      limitKey: null,
      idempotencyKey: invocation.idempotencyKey,
    },
    replay: durable.scan("journal", id, "", entries).map(({ value }) => value),
  };
  return { _tag: "Planned", plan, target: streamTarget(config, where, invocation, debugId) };
}

/** The pinned deployment, or that of the service's active revision (wire facts 2.5). */
function placeOf(
  config: Config,
  durable: View,
  { target, pin }: Invocation,
): Where | AttemptFailure {
  const { service: name, handler: handlerName } = target;
  const deploymentId = pin?.deploymentId ?? durable.get("service", "", name)?.deploymentId;
  if (deploymentId === undefined) {
    return fault("RT0011", `no deployment has the service '${name}' any more; register one`);
  }
  const deployment = durable.get("deployment", "", deploymentId);
  const service = deployment?.services.find((each) => each.name === name);
  if (deployment === undefined || service === undefined) {
    return fault(
      "RT0011",
      `this invocation is bound to deployment ${deploymentId}, which is not registered any more`,
    );
  }
  const handler = findHandler(service, handlerName);
  if (handler === undefined) {
    return fault(
      "RT0018",
      `deployment ${deploymentId} has no handler '${handlerName}' in service '${name}'`,
    );
  }
  const newest = config.defaults.protocolV7 ? NEWEST_VERSION : NEWEST_BY_DEFAULT;
  const version = pin?.protocolVersion ?? Math.min(deployment.maxProtocolVersion, newest);
  const { minProtocolVersion: oldest } = deployment;
  if (version < OLDEST_VERSION || version < oldest || version > NEWEST_VERSION) {
    return fault(
      "RT0013",
      `deployment ${deploymentId} speaks protocol versions ${oldest} to ` +
        `${deployment.maxProtocolVersion}, this server ${OLDEST_VERSION} to ${newest}`,
    );
  }
  return { deployment, service, handler, version: version as ProtocolVersion };
}

/** The state that is sent ahead: all of it, or as much as the limit allows (wire facts 1.9). */
function eagerState(
  durable: View,
  { id, target }: Invocation,
  maxBytes: number,
): { readonly state: readonly StateEntry[]; readonly partial: boolean } {
  const group = objectKeyOf(id, target);
  if (group === null || maxBytes === 0) return { state: [], partial: true };
  const state: StateEntry[] = [];
  let bytes = 0;
  for (const { item, value } of durable.scan("state", group)) {
    bytes += item.length + value.length;
    if (bytes > maxBytes) return { state, partial: true };
    state.push({ key: stateKeyBytes(item), value });
  }
  return { state, partial: false };
}

function streamTarget(
  config: Config,
  { deployment, version }: Where,
  { target }: Invocation,
  debugId: string,
): StreamTarget {
  const type = contentType(version);
  const key = keyOf(target);
  const headers: [string, string][] = [
    ["content-type", type],
    ["accept", type],
    ["x-restate-invocation-id", debugId],
  ];
  if (key !== null) headers.push(["x-restate-service-key", percentEncode(encodeUtf8(key))]);
  headers.push(["x-restate-cluster-name", config.clusterName]);
  for (const [name, value] of Object.entries(deployment.additionalHeaders)) {
    headers.push([name, value]);
  }
  return {
    uri: deployment.uri,
    httpVersion: deployment.httpVersion,
    path: `invoke/${target.service}/${target.handler}`,
    headers,
  };
}

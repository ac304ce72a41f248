import { Effect } from "effect";
import { emptyResponse, respondJson } from "./json.ts";
import type { Route } from "./route.ts";
import { ClusterHealth, VersionInformation } from "./shapes.ts";

/** The version whose API this is; clients choose by it what they may ask (wire facts 4.1). */
const COMPATIBLE_VERSION = "1.7.12";

/** What a server of that version may have switched on; here nothing is (wire facts 4.2). */
const FEATURES = [
  "invoker_yield",
  "kafka_scope",
  "preflight_invocation_termination_retention",
  "protocol_v7",
  "scoped_promise_table_migration",
  "scoped_state_table_migration",
  "scoped_virtual_objects",
  "unique_random_seeds",
  "vqueue_obsolete_cleanup",
  "vqueues",
  "vqueues_async_refill",
  "vqueues_migration_skip_completed",
];

const health: Route = {
  method: "GET",
  path: "/health",
  serve: () => Effect.succeed(emptyResponse(200)),
};

const version: Route = {
  method: "GET",
  path: "/version",
  serve: ({ options }) =>
    respondJson(VersionInformation, {
      version: COMPATIBLE_VERSION,
      min_admin_api_version: 2,
      max_admin_api_version: 4,
      ingress_endpoint: options.ingressUrl,
      features: Object.fromEntries(FEATURES.map((name) => [name, false])),
    }),
};

/** One server is its own cluster, with itself as the one member (wire facts 4.2). */
const clusterHealth: Route = {
  method: "GET",
  path: "/cluster-health",
  serve: ({ options }) =>
    respondJson(ClusterHealth, {
      cluster_name: options.clusterName,
      metadata_cluster_health: { members: [1] },
    }),
};

export const SERVER_ROUTES: readonly Route[] = [health, version, clusterHealth];

import { Schema } from "effect";

/** The JSON of the admin API (wire facts 4.3); names and order are those of the wire. */

const StringMap = Schema.Record({ key: Schema.String, value: Schema.String });
const optional = <A, I>(schema: Schema.Schema<A, I>) =>
  Schema.optionalWith(schema, { exact: true });

const Info = Schema.Struct({ code: optional(Schema.String), message: Schema.String });

const RetryPolicy = Schema.Struct({
  initial_interval: optional(Schema.String),
  exponentiation_factor: optional(Schema.Number),
  max_attempts: Schema.NullOr(Schema.Number),
  max_interval: optional(Schema.String),
  on_max_attempts: optional(Schema.Literal("Pause", "Kill")),
});

export const HandlerMetadata = Schema.Struct({
  name: Schema.String,
  ty: optional(Schema.Literal("Exclusive", "Shared", "Workflow")),
  documentation: optional(Schema.String),
  metadata: optional(StringMap),
  idempotency_retention: optional(Schema.String),
  journal_retention: optional(Schema.String),
  inactivity_timeout: optional(Schema.String),
  abort_timeout: optional(Schema.String),
  enable_lazy_state: optional(Schema.Boolean),
  public: Schema.Boolean,
  input_description: Schema.String,
  output_description: Schema.String,
  input_json_schema: optional(Schema.Unknown),
  output_json_schema: optional(Schema.Unknown),
  retry_policy: RetryPolicy,
  info: optional(Schema.Array(Info)),
});
export type HandlerMetadata = typeof HandlerMetadata.Type;

export const ServiceMetadata = Schema.Struct({
  name: Schema.String,
  ty: Schema.Literal("Service", "VirtualObject", "Workflow"),
  handlers: Schema.Array(HandlerMetadata),
  documentation: optional(Schema.String),
  metadata: optional(StringMap),
  deployment_id: Schema.String,
  revision: Schema.Number,
  public: Schema.Boolean,
  idempotency_retention: Schema.String,
  workflow_completion_retention: optional(Schema.String),
  journal_retention: Schema.String,
  inactivity_timeout: Schema.String,
  abort_timeout: Schema.String,
  enable_lazy_state: Schema.Boolean,
  retry_policy: RetryPolicy,
  info: optional(Schema.Array(Info)),
});
export type ServiceMetadata = typeof ServiceMetadata.Type;

const deploymentFields = {
  id: Schema.String,
  uri: Schema.String,
  protocol_type: Schema.Literal("BidiStream", "RequestResponse"),
  http_version: Schema.Literal("HTTP/1.1", "HTTP/2.0"),
  additional_headers: optional(StringMap),
  metadata: optional(StringMap),
  created_at: Schema.String,
  min_protocol_version: Schema.Number,
  max_protocol_version: Schema.Number,
  sdk_version: optional(Schema.String),
};

const ServiceName = Schema.Struct({ name: Schema.String, revision: Schema.Number });

export const DeploymentResponse = Schema.Struct({
  ...deploymentFields,
  services: Schema.Array(ServiceName),
});
export type DeploymentResponse = typeof DeploymentResponse.Type;

export const DetailedDeploymentResponse = Schema.Struct({
  ...deploymentFields,
  services: Schema.Array(ServiceMetadata),
});

export const RegisterDeploymentResponse = Schema.Struct({
  id: Schema.String,
  services: Schema.Array(ServiceMetadata),
  min_protocol_version: Schema.Number,
  max_protocol_version: Schema.Number,
  sdk_version: optional(Schema.String),
});

export const VersionInformation = Schema.Struct({
  version: Schema.String,
  min_admin_api_version: Schema.Number,
  max_admin_api_version: Schema.Number,
  ingress_endpoint: Schema.String,
  features: Schema.Record({ key: Schema.String, value: Schema.Boolean }),
});

export const ClusterHealth = Schema.Struct({
  cluster_name: Schema.String,
  metadata_cluster_health: Schema.Struct({ members: Schema.Array(Schema.Number) }),
});

export const Restarted = Schema.Struct({ new_invocation_id: Schema.String });

export const DeploymentList = Schema.Struct({ deployments: Schema.Array(DeploymentResponse) });
export const ServiceList = Schema.Struct({ services: Schema.Array(ServiceMetadata) });
export const HandlerList = Schema.Struct({ handlers: Schema.Array(HandlerMetadata) });

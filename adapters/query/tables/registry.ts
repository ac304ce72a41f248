import type { ServiceType } from "@holdfast/core";
import { columnsOf, type QueryTable, timeCell } from "../query-table.ts";

/** The registered deployments. */
export const DEPLOYMENT: QueryTable = {
  name: "sys_deployment",
  columns: columnsOf(
    `id text, ty text, endpoint text, created_at time, min_service_protocol_version uint32,
    max_service_protocol_version uint32, services texts`,
  ),
  *rows(source) {
    for (const { value } of source.rows("deployment", null)) {
      yield {
        id: value.id,
        ty: "http",
        endpoint: value.uri,
        created_at: timeCell(value.createdAtMs),
        min_service_protocol_version: value.minProtocolVersion,
        max_service_protocol_version: value.maxProtocolVersion,
        services: JSON.stringify(value.services.map(({ name }) => name)),
      };
    }
  },
};

/** The active revision of each service. */
export const SERVICE: QueryTable = {
  name: "sys_service",
  columns: columnsOf(`name text, revision uint64, public bool, ty text, deployment_id text`),
  *rows(source) {
    for (const { value } of source.rows("service", null)) {
      yield {
        name: value.name,
        revision: value.revision,
        public: value.options.ingressPrivate === true ? 0 : 1,
        ty: TYPES[value.type],
        deployment_id: value.deploymentId,
      };
    }
  },
};

const TYPES: Readonly<Record<ServiceType, string>> = {
  Service: "service",
  VirtualObject: "virtual_object",
  Workflow: "workflow",
};

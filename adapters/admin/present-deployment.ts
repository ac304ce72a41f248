import type { Defaults, Deployment } from "@holdfast/core";
import { formatTime } from "./duration.ts";
import { presentService } from "./present-service.ts";
import type { DeploymentResponse, ServiceMetadata } from "./shapes.ts";

/** A deployment as lists show it: its services by name and revision only. */
export function presentDeployment(deployment: Deployment): DeploymentResponse {
  const services = deployment.services.map(({ name, revision }) => ({ name, revision }));
  return { ...presentFields(deployment), services };
}

/** A deployment with its services in full. */
export function presentDetailed(deployment: Deployment, defaults: Defaults) {
  return { ...presentFields(deployment), services: presentServices(deployment, defaults) };
}

/** What a registration is answered, whether or not it changed anything. */
export function presentRegistered(deployment: Deployment, defaults: Defaults) {
  return {
    id: deployment.id,
    services: presentServices(deployment, defaults),
    min_protocol_version: deployment.minProtocolVersion,
    max_protocol_version: deployment.maxProtocolVersion,
    ...presentSdk(deployment),
  };
}

function presentServices(deployment: Deployment, defaults: Defaults): readonly ServiceMetadata[] {
  return deployment.services.map((service) =>
    presentService(service, deployment.protocolMode, defaults),
  );
}

function presentFields(deployment: Deployment) {
  const { additionalHeaders, metadata } = deployment;
  return {
    id: deployment.id,
    uri: deployment.uri,
    protocol_type: deployment.protocolMode,
    http_version: deployment.httpVersion,
    ...(isEmpty(additionalHeaders) ? {} : { additional_headers: additionalHeaders }),
    ...(isEmpty(metadata) ? {} : { metadata }),
    created_at: formatTime(deployment.createdAtMs),
    min_protocol_version: deployment.minProtocolVersion,
    max_protocol_version: deployment.maxProtocolVersion,
    ...presentSdk(deployment),
  };
}

function presentSdk({ sdkVersion }: Deployment) {
  return sdkVersion === null ? {} : { sdk_version: sdkVersion };
}

function isEmpty(map: Readonly<Record<string, string>>): boolean {
  return Object.keys(map).length === 0;
}

export { DISCOVERY_DEFAULTS, type DiscoveryOptions, type DiscoveryRequest } from "./discover.ts";
export { DiscoveryError } from "./discovery-error.ts";
export { Endpoints, type EndpointsOptions, endpointsLayer } from "./layer.ts";
export { TRANSPORT_DEFAULTS, type TransportOptions } from "./options.ts";
export { makeStreams, type Streams } from "./streams.ts";
export {
  describeLocally,
  type LocalEndpoint,
  type LocalExchange,
  type LocalResponse,
} from "./local-endpoint.ts";
export { LocalStreams } from "./local-streams.ts";
export { readRequestIdentity, type RequestIdentity } from "./request-identity.ts";

export { type Streams, makeStreams } from "./streams.ts";
export { TRANSPORT_DEFAULTS, type TransportOptions } from "./options.ts";

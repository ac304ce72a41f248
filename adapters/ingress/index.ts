export { serveIngress } from "./ingress.ts";
export { parseDelay } from "./duration.ts";

export { serveIngress } from "./ingress.ts";

export { Ingress, IngressListenError, type IngressServer, serveIngress } from "./ingress.ts";
export { INGRESS_DEFAULTS, type IngressOptions } from "./options.ts";

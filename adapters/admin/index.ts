export { AdminApi, AdminListenError, type AdminServer, serveAdmin } from "./admin.ts";
export { ADMIN_DEFAULTS, type AdminOptions } from "./options.ts";
export type { Discover, DiscoveryFault } from "./route.ts";

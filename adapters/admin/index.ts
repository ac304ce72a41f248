export { serveAdmin } from "./admin.ts";
export type { Query } from "./route.ts";

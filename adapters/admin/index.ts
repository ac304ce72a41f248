export { serveAdmin } from "./admin.ts";

export { logLayer } from "./logs.ts";

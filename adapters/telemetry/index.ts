export { type LogFormat, logLayer } from "./logs.ts";

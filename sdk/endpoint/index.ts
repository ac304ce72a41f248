export * from "./endpoint.ts";
export { Exchange } from "./exchange.ts";
export type { Manifest } from "./manifest.ts";

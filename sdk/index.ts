export * as machine from "./machine/index.ts";

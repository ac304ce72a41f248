export * from "./endpoint/index.ts";
export * as machine from "./machine/index.ts";
export * from "./promise/index.ts";

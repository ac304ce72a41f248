export * from "./awakeable-id.ts";
export * from "./deployment-id.ts";
export * from "./derive.ts";
export * from "./entropy.ts";
export * from "./invocation-id.ts";
export * from "./partition-key.ts";
export * from "./ulid.ts";

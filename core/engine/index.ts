export type { AttemptUnderWay } from "./attempts.ts";
export * from "./config.ts";
export { Engine, type Watch } from "./engine.ts";
export * from "./input.ts";
export { InvariantBroken } from "./invariant.ts";
export * from "./output.ts";
export * from "./ports.ts";
export * from "./request.ts";

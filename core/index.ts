export * from "./engine/index.ts";
export * from "./ids/index.ts";
export * from "./model/index.ts";
export * from "./partition/index.ts";
export * from "./store/index.ts";
export * from "./wire/index.ts";

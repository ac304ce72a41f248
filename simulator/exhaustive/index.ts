export { type Bounds, BOUNDS } from "./bounds.ts";
export { deviate, type Deviations, exhaust, type Exhausted } from "./exhaust.ts";

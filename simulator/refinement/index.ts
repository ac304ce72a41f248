export { happeningOf } from "./happening-of.ts";
export { rowsOf } from "./row-of.ts";

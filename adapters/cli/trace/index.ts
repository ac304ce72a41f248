/** What a running server wrote down, and whether the specification allows it. */
export { type CheckedTrace, checkLines, type ImpossibleLine, linesOf } from "./check-file.ts";
export { tellLine } from "./tell-line.ts";
export { TRACE_FORMAT, type TraceLine } from "./line.ts";

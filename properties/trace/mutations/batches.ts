import type { Mutation } from "./mutation.ts";

/** Batches that are not what the steps before them made, or come out of turn. */
export const BATCHES: readonly Mutation[] = [
  {
    bug: "a batch has lost a change",
    edit: (trace) => trace.replace(45, '"changes":9', '"changes":8'),
    at: 45,
    because: /^batch 14 has 8 changes, and the steps before it made 9/,
  },
  {
    bug: "a step makes more changes than it tells, and than its batch has",
    edit: (trace) => trace.replace(44, '"changes":9', '"changes":10'),
    at: 45,
    because: /^batch 14 has 9 changes, and the steps before it made 10/,
  },
  {
    bug: "a step tells more rows than it made changes",
    edit: (trace) => trace.replace(44, '"changes":9', '"changes":8'),
    at: 44,
    because: /^it tells 9 rows of 8 changes/,
  },
  {
    bug: "a number is left out between two batches",
    edit: (trace) => trace.replace(45, '"batch":14', '"batch":15'),
    at: 45,
    because: /^batch 14 is the next, and this is 15/,
  },
  {
    bug: "a batch is handed over while another is under way",
    edit: (trace) => trace.drop(43),
    at: 44,
    because: /^batch 13 is not durable yet \(S-GATE-1\)/,
  },
  {
    bug: "a batch is durable before it is handed over",
    edit: (trace) => trace.swap(45, 46),
    at: 45,
    because: /^no batch is being written, and 14 is durable/,
  },
  {
    bug: "a batch is reported durable twice",
    edit: (trace) => trace.twice(46),
    at: 47,
    because: /^no batch is being written, and 14 is durable/,
  },
  {
    bug: "an older batch is reported durable",
    edit: (trace) => trace.replace(46, '"batch":14', '"batch":13'),
    at: 46,
    because: /^batch 14 is being written, and 13 is durable/,
  },
  {
    bug: "a batch without changes is written",
    edit: (trace) => trace.insert(47, '{"_tag":"Append","batch":15,"changes":0}'),
    at: 47,
    because: /^batch 15 has 0 changes, and the steps before it made 0/,
  },
];

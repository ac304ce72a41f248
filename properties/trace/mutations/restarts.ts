import type { Mutation } from "./mutation.ts";

/** Servers that go on from something else than what was durable. */
export const RESTARTS: readonly Mutation[] = [
  {
    bug: "a batch that was reported durable is gone after the restart",
    edit: (trace) => trace.replace(306, '"lastBatch":87', '"lastBatch":86'),
    at: 306,
    because: /^it begins on batch 86, and batch 87 was reported durable \(A-STORE-1\)/,
  },
  {
    bug: "a batch is there after the restart that was never handed over",
    edit: (trace) => trace.replace(306, '"lastBatch":87', '"lastBatch":88'),
    at: 306,
    because: /^it begins on batch 88, and batch 87 is the last that was handed over/,
  },
  {
    bug: "a row is lost in the restart",
    edit: (trace) => trace.replace(306, '"count":191', '"count":190'),
    at: 306,
    because: /^it found 190 rows with digest .*, and the trace comes to 191 with .* \(A-STORE-1\)/,
  },
  {
    bug: "a row is not what it was after the restart",
    edit: (trace) => trace.replace(306, '"digest":"79', '"digest":"78'),
    at: 306,
    because: /^it found 191 rows with digest .*, and the trace comes to 191 with .* \(A-STORE-1\)/,
  },
  {
    bug: "a write that no step made is in the store",
    edit: (trace) => trace.replace(254, /"payload":"\d+:[0-9a-f]{2}/, '"payload":"9:00'),
    at: 306,
    because: /^it found 191 rows with digest .*, and the trace comes to 191 with .* \(A-STORE-1\)/,
  },
  {
    bug: "two servers have opened one store under the same epoch",
    edit: (trace) => trace.replace(306, '"epoch":2', '"epoch":1'),
    at: 306,
    because: /^its epoch is 1, and an engine of epoch 1 came before/,
  },
  {
    bug: "a server goes on with what another had in memory",
    edit: (trace) => trace.drop(304, 305).replace(306, '"lastBatch":87', '"lastBatch":86'),
    at: 304,
    because: /^it found 191 rows with digest .*, and the trace comes to 192 with .* \(A-STORE-1\)/,
  },
  {
    bug: "rows were to follow, and do not",
    edit: (trace) => trace.replace(306, '"told":false', '"told":true'),
    at: 307,
    because: /^191 more rows were to come, of those that it began on/,
  },
];

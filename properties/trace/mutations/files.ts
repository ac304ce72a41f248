import type { Mutation } from "./mutation.ts";

/** Files that are not what a server writes. */
export const FILES: readonly Mutation[] = [
  {
    bug: "the beginning is missing",
    edit: (trace) => trace.drop(1),
    at: 1,
    because: /^a trace begins with the start of an engine/,
  },
  {
    bug: "the first file of two is missing",
    edit: (trace) => trace.drop(...Array.from({ length: 305 }, (_, i) => i + 1)),
    at: 1,
    because: /^it begins on batch 87, of which the trace tells nothing/,
  },
  {
    bug: "a line is torn while the server goes on",
    edit: (trace) => trace.tear(44, 200),
    at: 44,
    because: /^it is no JSON, and no engine begins after it/,
  },
  {
    bug: "a later release has written it",
    edit: (trace) => trace.replace(1, '"format":1', '"format":2'),
    at: 1,
    because: /^it is of format 2, and this release reads format 1/,
  },
  {
    bug: "a line is of a kind that there is not",
    edit: (trace) => trace.replace(46, '"Durable"', '"Certain"'),
    at: 46,
    because: /^_tag: Expected "Start" \|/,
  },
  {
    bug: "a field is missing deep inside",
    edit: (trace) => trace.replace(98, '"policyAttempts":0,', ""),
    at: 98,
    because: /^rows\.1\.value\.policyAttempts: is missing/,
  },
  {
    bug: "a payload is told in full",
    edit: (trace) =>
      trace.replace(47, '"payload":"36:e2ecd20edcfd90cf"', '"payload":"a card number"'),
    at: 47,
    because: /^happening\.payload: Expected a string matching the pattern \^\\d\+:\[0-9a-f\]/,
  },
  {
    bug: "a row is told that no start has announced",
    edit: (trace) =>
      trace.insert(
        47,
        '{"_tag":"Row","row":{"table":"dedup","group":"seen","item":"1","value":1}}',
      ),
    at: 47,
    because: /^no row was to come here/,
  },
];

import type { Mutation } from "./mutation.ts";

const FLOW = "1523a9f5763bcfb125d8c7b3857661732d4f9567b063edea";

/** Invocations that begin, go on or end as they should not. */
export const LIVES: readonly Mutation[] = [
  {
    bug: "an invocation is made that nobody asked for",
    edit: (trace) => trace.replace(358, /"ask":\{.*?\}/, '"ask":{"_tag":"Other"}'),
    at: 358,
    because: /^no action: journal .* 00000000 becomes/,
  },
  {
    bug: "a second invocation is made for one idempotency key",
    edit: (trace) => trace.replace(75, /"idempotencyKey":"b"/g, '"idempotencyKey":"a"'),
    at: 75,
    because: /^identity\.create: .* is made, and .* stands for .*/,
  },
  {
    bug: "a workflow runs a second time for its key",
    edit: (trace) =>
      trace.copy(5, 72, (line) => line.replaceAll(FLOW, FLOW.replace("25d8", "0000"))),
    at: 72,
    because: /^identity\.create: .* is made, and .* stands for .*/,
  },
  {
    bug: "another handler is run than was asked for",
    edit: (trace) => trace.replace(358, '"handler":"work"', '"handler":"rest"'),
    at: 358,
    because: /^identity\.create: .* is not what was asked for, Worker\/rest/,
  },
  {
    bug: "one that was paused is owed an attempt",
    edit: (trace) => trace.withoutRows(376, "running"),
    at: 376,
    because: /^operate\.pause: running .* has to go, and is left as it was/,
  },
  {
    bug: "one that was killed ends with an outcome of its own",
    edit: (trace) => trace.replace(382, '"killed"', '"6:0000000000000000"'),
    at: 382,
    because: /^retention\.keep: invocation .* has to become/,
  },
  {
    bug: "an outcome is kept a millisecond too short",
    edit: (trace) => trace.replace(145, /("expiresAtMs":\d+)\d/, "$10"),
    at: 145,
    because: /^retention\.keep: invocation .* has to become/,
  },
  {
    bug: "a forgotten journal is forgotten in part",
    edit: (trace) => trace.rows(438, (rows) => rows.filter(({ item }) => item !== "00000004")),
    at: 438,
    because: /^journal\.drop: journal .* 00000004 has to go, and is left as it was/,
  },
  {
    bug: "one that has not ended is purged",
    edit: (trace) => trace.copy(441, 332),
    at: 332,
    because: /^no action: invocation .* goes, to which nothing leads \(nothing is due\)/,
  },
];

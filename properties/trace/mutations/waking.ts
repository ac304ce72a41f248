import type { Mutation } from "./mutation.ts";

/** Handlers that start too early, twice or never. */
export const WAKING: readonly Mutation[] = [
  {
    bug: "a handler is told what it waits for, and is not started",
    edit: (trace) =>
      trace
        .withoutRows(44, "running")
        .replace(
          44,
          /("handler":"run".*?"status":)\{"_tag":"Invoked"\}/,
          '$1{"_tag":"Suspended","waitingFor":["c2","s1"]}',
        ),
    at: 44,
    because: /^journal\.begin: invocation .* has to become/,
  },
  {
    bug: "a handler is suspended on what it was told before",
    edit: (trace) => trace.replace(38, /"c2"/g, '"c1"'),
    at: 38,
    because: /^journal\.begin: running .* has to become .*, and goes/,
  },
  {
    bug: "an attempt is owed, and nothing says so",
    edit: (trace) => trace.withoutRows(72, "running"),
    at: 72,
    because: /^journal\.begin: running .* has to become .*, and is left as it was/,
  },
  {
    bug: "a sleep ends a millisecond before its time",
    edit: (trace) => trace.replace(263, "1795619903673", "1795619903661"),
    at: 263,
    because: /^timers\.early: it is .*, and the timer is due at .*; yet timer .* goes/,
  },
  {
    bug: "a timer fires twice",
    edit: (trace) => trace.copy(263, 264),
    at: 264,
    because: /^timers\.early: there is no timer .*; yet journal .* 00000004 becomes/,
  },
  {
    bug: "a timer fires, and stays",
    edit: (trace) => trace.withoutRows(263, "timer"),
    at: 263,
    because: /^timers\.fire: timer .* has to go, and is left as it was/,
  },
  {
    bug: "the next attempt comes before its time",
    edit: (trace) => trace.replace(406, "1795619907905", "1795619907873"),
    at: 406,
    because: /^timers\.early: it is .*, and the timer is due at .*; yet timer .* goes/,
  },
  {
    bug: "a failed attempt is not counted",
    edit: (trace) => trace.replace(403, '"policyAttempts":1', '"policyAttempts":0'),
    at: 403,
    because: /^retry\.backOff: invocation .* has to become/,
  },
  {
    bug: "the clock goes back while a server runs",
    edit: (trace) => trace.replace(99, /"atMs":\d+/, '"atMs":1795619903000'),
    at: 99,
    because: /^timers\.fire: it is .*, and was .* before/,
  },
];

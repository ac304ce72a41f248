import type { Mutation } from "./mutation.ts";

/** Journals and attempts that nobody could have. */
export const JOURNAL: readonly Mutation[] = [
  {
    bug: "a step is not written down",
    edit: (trace) => trace.drop(25),
    at: 25,
    because: /^batch 8 has 3 changes, and the steps before it made 0/,
  },
  {
    bug: "a step is written down twice",
    edit: (trace) => trace.twice(11),
    at: 12,
    because: /^retry\.backOff: after a failed attempt .* is Invoked/,
  },
  {
    bug: "two steps change places",
    edit: (trace) => trace.swap(11, 12),
    at: 11,
    because: /^retry\.backOff: after a failed attempt .* is Invoked/,
  },
  {
    bug: "an entry is stored one place too far",
    edit: (trace) => trace.replace(98, '"item":"00000009"', '"item":"0000000a"'),
    at: 98,
    because: /^retry\.backOff: after a failed attempt .* is Invoked/,
  },
  {
    bug: "an entry is stored with other bytes than the handler sent",
    edit: (trace) => trace.replace(47, /("rows":.*?"payload":"36:)e2/, "$1e3"),
    at: 47,
    because: /^retry\.backOff: after a failed attempt .* is Invoked/,
  },
  {
    bug: "an attempt that was replaced is heard",
    edit: (trace) => trace.replace(421, '"epoch":142649517064592', '"epoch":142649517064591'),
    at: 421,
    because:
      /^journal\.late: an attempt of epoch .* speaks, and .* is Invoked at epoch .*; yet journal .* 00000005 becomes/,
  },
  {
    bug: "a result is stored under another name",
    edit: (trace) => trace.replace(21, /"completionId":1\b/, '"completionId":0'),
    at: 21,
    because: /^journal\.tell: journal .* 00000003 has to become/,
  },
  {
    bug: "a call finds another result than the callee gave",
    edit: (trace) => trace.replace(181, /("result":\{"_tag":"Value","value":")\d+/, "$11"),
    at: 181,
    because: /^journal\.tell: journal .* 00000005 has to become/,
  },
  {
    bug: "an invocation ends with another output than its journal has",
    edit: (trace) => trace.replace(61, /("outcome":\{"_tag":"Success","value":"136:)58/, "$159"),
    at: 61,
    because: /^retention\.keep: invocation .* has to become/,
  },
  {
    bug: "an invocation goes on at another deployment",
    edit: (trace) => trace.replace(51, /("rows":.*"deploymentId":")dp_13/, "$1dp_14"),
    at: 51,
    because: /^journal\.store: invocation .* has to become/,
  },
];

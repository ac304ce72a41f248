import { type Mutation, put } from "./mutation.ts";

const FLOW = "1523a9f5763bcfb125d8c7b3857661732d4f9567b063edea";

const PROMISE = { table: "promise", group: "1523a9f5763bcfb1/Flow/one", item: "go" };

/** State and promises that become what they should not. */
export const STATE: readonly Mutation[] = [
  {
    bug: "state becomes what nobody wrote",
    edit: (trace) =>
      trace.rows(
        50,
        put("state", (row) => ({ ...row, value: "4:0000000000000000" })),
      ),
    at: 50,
    because: /^state\.set: state .* stage has to become/,
  },
  {
    bug: "a write of state is lost",
    edit: (trace) => trace.withoutRows(50, "state"),
    at: 50,
    because: /^state\.set: state .* stage has to become/,
  },
  {
    bug: "a promise is completed a second time",
    edit: (trace) =>
      trace.replace(63, '"changes":4', '"changes":5').rows(63, (rows) => [
        ...rows,
        {
          ...PROMISE,
          value: { _tag: "Completed", outcome: { _tag: "Success", value: "6:0000000000000000" } },
        },
      ]),
    at: 63,
    because: /^no action: promise .* go becomes/,
  },
  {
    bug: "a promise is forgotten",
    edit: (trace) =>
      trace
        .replace(98, '"changes":2', '"changes":3')
        .rows(98, (rows) => [...rows, { ...PROMISE, value: null }]),
    at: 98,
    because: /^no action: promise .* go goes, to which nothing leads \(journal\.store\)/,
  },
  {
    bug: "one that waits for a promise is told something else than it was completed with",
    edit: (trace) => trace.replace(44, /("key":"c2","result":\{"_tag":"Value","value":")4/, "$15"),
    at: 44,
    because: /^journal\.tell: journal .* 00000005 has to become/,
  },
  {
    bug: "one that waits for a promise is not told",
    edit: (trace) => trace.rows(44, (rows) => rows.filter(({ group }) => group !== FLOW)),
    at: 44,
    because: /^journal\.tell: notification .* c2 has to become 5, and is left as it was/,
  },
];

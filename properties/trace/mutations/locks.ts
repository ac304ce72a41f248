import { type Mutation, put } from "./mutation.ts";

const HOLDER_A = "6dcec853edb4590a554123f4df1ee05b73a72f1d4d16ce94";

/** Keys that go to others than they should. */
export const LOCKS: readonly Mutation[] = [
  {
    bug: "two hold one key",
    edit: (trace) =>
      trace.withoutRows(75, "inbox").replace(75, /"status":\{.*?\}/, '"status":{"_tag":"Invoked"}'),
    at: 75,
    because: /^lock\.queue: invocation .* has to become/,
  },
  {
    bug: "one waits for a key that is free",
    edit: (trace) => trace.drop(72, 73, 74),
    at: 72,
    because: /^lock\.take: lock .* has to become/,
  },
  {
    bug: "the last of those who wait is served first",
    edit: (trace) =>
      trace.rows(
        99,
        put("inbox", (row) => ({ ...row, item: "000000000001" })),
      ),
    at: 99,
    because: /^lock\.pass: inbox .* has to go, and is left as it was/,
  },
  {
    bug: "a key stays with one that has ended, and others wait",
    edit: (trace) =>
      trace.rows(
        99,
        put("lock", (row) => ({ ...row, value: { holder: HOLDER_A, nextSequence: 2 } })),
      ),
    at: 99,
    because: /^lock\.pass: lock .* has to become/,
  },
  {
    bug: "a key stays with one that has ended, and nobody waits",
    edit: (trace) => trace.withoutRows(145, "lock"),
    at: 145,
    because: /^lock\.free: lock .* has to go, and is left as it was/,
  },
  {
    bug: "a key is freed while others wait",
    edit: (trace) =>
      trace.rows(
        99,
        put("lock", (row) => ({ ...row, value: null })),
      ),
    at: 99,
    because: /^lock\.pass: lock .* has to become/,
  },
];

import type { Part, Step } from "@holdfast/simulator";
import fc from "fast-check";

type Steps = readonly Step[];

const KEYS = ["a", "b", "c"] as const;
const key = fc.constantFrom(...KEYS);
const ms = fc.nat({ max: 300 });
const maybeMs = fc.oneof({ withCrossShrink: true }, fc.constant(0), ms);
const how = fc.constantFrom("all", "any", "race", "allSettled");

/** How deep calls of calls go. */
const DEPTH = 2;

/** Repeats of one idempotency key share an invocation, so that they have to ask for the same. */
const SHARED: Steps = [
  { do: "run", ms: 0 },
  { do: "sleep", ms: 40 },
  { do: "add", key: "a", slow: false },
];

/** Programs of a handler; `state` says whether it runs on an object. The shortest come first. */
export function program(state: boolean, depth = 0): fc.Arbitrary<Steps> {
  const plain = depth < DEPTH ? [...flat, ...nested(depth)] : flat;
  const step = fc.oneof(...(state ? [...plain, ...ofState] : plain));
  return fc.array(step, { minLength: 1, maxLength: depth === 0 ? 5 : 3, size: "max" });
}

const flat: readonly fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant("run"), ms: maybeMs }),
  fc.record({ do: fc.constant("sleep"), ms }),
  fc.record({ do: fc.constant("add"), key, slow: fc.boolean() }),
  fc.record({ do: fc.constant("send"), key, delayMs: maybeMs }),
  fc.record({ do: fc.constant("awake"), ms: maybeMs }),
  fc.record({ do: fc.constant("signal"), first: fc.constantFrom("signal", "attach", "early") }),
  fc.record({ do: fc.constant("flaky"), attempts: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant("flow"), key: fc.constantFrom("x", "y") }),
  fc.integer({ min: 1, max: 3 }).map((n): Step => {
    return { do: "work", steps: SHARED, idempotencyKey: `shared-${n}` };
  }),
  fc.constant({ do: "fail" } as const),
];

const ofState: readonly fc.Arbitrary<Step>[] = [
  fc.record({ do: fc.constant("put"), key, value: ms }),
  fc.record({ do: fc.constant("take"), key }),
  fc.constant({ do: "keys" } as const),
  fc.record({ do: fc.constant("clear"), key: fc.oneof(key, fc.constant(null)) }),
];

function nested(depth: number): readonly fc.Arbitrary<Step>[] {
  const steps = program(false, depth + 1);
  return [
    fc.record({ do: fc.constant("work"), steps, idempotencyKey: fc.constant(null) }),
    fc.record({ do: fc.constant("cancel"), afterMs: maybeMs, steps }),
    fc.record({ do: fc.constant("attach"), steps }),
    fc.record({ do: fc.constant("both"), a: steps, b: steps }),
    gathering(depth),
  ];
}

function gathering(depth: number): fc.Arbitrary<Extract<Part, { do: "gather" }>> {
  const parts: fc.Arbitrary<Part>[] = [
    fc.record({ do: fc.constant("run"), ms }),
    fc.record({ do: fc.constant("sleep"), ms }),
    fc.record({ do: fc.constant("add"), key }),
    fc.record({ do: fc.constant("fail"), ms }),
  ];
  if (depth + 1 < DEPTH) parts.push(gathering(depth + 1));
  return fc.record({
    do: fc.constant("gather"),
    how,
    parts: fc.array(fc.oneof(...parts), { minLength: 1, maxLength: 3 }),
  });
}

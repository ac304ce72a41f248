import type { Leaf, Op, Program } from "../program.ts";
import { type Scenario, scenario } from "../scenario.ts";

const VALUE: Leaf = { is: "value", value: 1 };
const FAILURE: Leaf = { is: "failure", message: "f" };
const NEVER: Leaf = { is: "never" };
const SET: Op = { do: "set", key: "a", value: 1 };
const GET: Op = { do: "get", key: "a" };
const KEYS: Op = { do: "keys" };
const REFUSE: Op = { do: "throw", code: 451, message: "callee", metadata: { k: "v" } };
const RESOLVE: Op = { do: "resolve", name: "p", value: "v" };
const READ: Op = { do: "promise", name: "p" };

const call = (...program: Program): Op => ({ do: "call", to: "Int", program });
const attach = (...program: Program): Op => ({ do: "sendAndAttach", to: "Int", program });
const attempt = (...body: Program): Op => ({ do: "try", body });

type Kind = "Int" | "IntObj" | "IntWf";

/** Programs whose outcome is compared: name, kind of handler, steps. */
const PROGRAMS: readonly (readonly [name: string, kind: Kind, ...program: Program])[] = [
  ["a value is given back", "Int", { do: "value", value: { a: [1, "é"] } }],
  ["a run gives its value", "Int", { do: "run", value: 7 }],
  ["a run that fails twice is tried again", "Int", { do: "run", value: 7, fails: 2 }],
  ["a terminal error of a run", "Int", { do: "run", value: 1, code: 418 }],
  ["a terminal error of a run, caught", "Int", attempt({ do: "run", value: 1, code: 418 })],
  ["a sleep ends", "Int", { do: "sleep", ms: 50 }],
  ["a sleep of no time", "Int", { do: "sleep", ms: 0 }],
  ["a terminal error", "Int", { do: "throw", code: 409, message: "no" }],
  ["a terminal error with metadata", "Int", REFUSE],
  ["a terminal error without words", "Int", { do: "throw", code: 400, message: "" }],
  ["an error code that is no status", "Int", { do: "throw", code: 1000, message: "x" }],
  ["an attempt that fails three times", "Int", { do: "crash", times: 3 }],
  ["a failed attempt after a run", "Int", { do: "run", value: 1 }, { do: "crash", times: 2 }],
  ["a call", "Int", call({ do: "value", value: 1 })],
  ["a call of a handler that retries", "Int", call({ do: "crash", times: 2 })],
  ["a failed callee fails its caller", "Int", call(REFUSE)],
  ["a failed callee, caught", "Int", attempt(call(REFUSE))],
  ["calls within calls", "Int", call(call({ do: "run", value: "deep", fails: 1 }))],
  ["attaching to what was sent", "Int", attach({ do: "run", value: 3 })],
  ["attaching to what failed", "Int", attempt(attach(REFUSE))],
  ["a handler cancels what it sent", "Int", { do: "sendAndCancel", to: "Int" }],
  ["an awakeable resolved by its handler", "Int", { do: "awakeable", value: { x: 1 } }],
  ["an awakeable rejected", "Int", { do: "awakeable", value: "no", reject: true }],
  ["a wait times out", "Int", { do: "timeout", ms: 50 }],
  ["all of two", "Int", { do: "all", of: [VALUE, VALUE] }],
  ["all with a failure", "Int", { do: "all", of: [NEVER, FAILURE] }],
  ["race of one and nothing", "Int", { do: "race", of: [NEVER, VALUE] }],
  ["race with a failure", "Int", { do: "race", of: [NEVER, FAILURE] }],
  ["any after a failure", "Int", { do: "any", of: [FAILURE, VALUE] }],
  ["any of failures", "Int", { do: "any", of: [FAILURE, FAILURE] }],
  ["allSettled of both", "Int", { do: "allSettled", of: [FAILURE, VALUE] }],
  ["a state that was never set", "IntObj", GET, KEYS],
  ["a state reads its own write", "IntObj", SET, GET],
  ["a cleared state", "IntObj", SET, { do: "clear", key: "a" }, GET, KEYS],
  ["all state is cleared", "IntObj", SET, { do: "clearAll" }, GET, KEYS],
  ["state keys in order", "IntObj", { do: "set", key: "b", value: 1 }, SET, KEYS],
  ["an empty state value", "IntObj", { do: "set", key: "a", value: "" }, GET],
  ["state around a sleep", "IntObj", SET, { do: "sleep", ms: 30 }, GET],
  ["state around a failed attempt", "IntObj", SET, { do: "crash", times: 1 }, GET],
  ["an object calls a service", "IntObj", SET, call({ do: "value", value: 1 }), GET],
  ["a promise that nobody resolved", "IntWf", { do: "peek", name: "p" }],
  ["a promise resolved and read", "IntWf", RESOLVE, READ, { do: "peek", name: "p" }],
  ["a promise rejected", "IntWf", { do: "reject", name: "p", value: "no" }, attempt(READ)],
  ["a promise resolved twice", "IntWf", RESOLVE, attempt(RESOLVE), READ],
  ["a workflow keeps state", "IntWf", SET, GET, KEYS],
  ["a workflow sleeps", "IntWf", { do: "sleep", ms: 30 }, SET, GET],
];

/** What handlers do, by the outcome that a caller gets. */
export const HANDLERS: readonly Scenario[] = PROGRAMS.map(([name, kind, ...program]) =>
  scenario(`handlers: ${name}`, (side, key) =>
    side.run(kind === "Int" ? kind : `${kind}/${key}`, program),
  ),
);

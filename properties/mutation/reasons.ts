import type { Reason } from "./reason.ts";

const CHECKED = "A command that this would matter to was refused before it was stored.";
const DELETED_ANYWAY = "Deleting a row that is not there changes nothing.";
const TIMERS_GO = "A timer is disarmed when what it is for ends, so that it is never found stale.";

/** Why survivors may live: the first reason that fits a mutant is its reason. */
export const REASONS: readonly Reason[] = [
  {
    kind: "defence",
    in: "core/partition/journal/state.ts",
    before: /group [!=]== null|^\[\]$/,
    why: CHECKED,
  },
  {
    kind: "defence",
    in: "core/partition/journal/promise.ts",
    before: /group === null/,
    why: CHECKED,
  },
  {
    kind: "defence",
    in: "core/partition/journal/signal.ts",
    before: /^(id|awakeable) === null/,
    why: CHECKED,
  },
  {
    kind: "defence",
    in: "core/partition/journal/attach.ts",
    before: /^id === null/,
    why: CHECKED,
  },
  {
    kind: "defence",
    in: "core/partition/journal/call.ts",
    before: /found\._tag !== "Resolved"/,
    why: CHECKED,
  },
  {
    kind: "defence",
    in: "core/partition/journal/settled-by.ts",
    before: /^(at|entry) === undefined|"Settled"|_tag === "Notification"/,
    why: "The index of notifications names entries that are there, and such entries can be read.",
  },
  {
    kind: "equivalent",
    in: "core/partition/journal/propose-command.ts",
    before: /^(case )?"(InputCommand|OutputCommand|RunCommand|GetEagerState(Keys)?Command)"/,
    why: "These commands have nothing to check or to carry out; what falls through does nothing.",
  },
  {
    kind: "equivalent",
    in: "core/partition/lifecycle/complete.ts",
    before: /^status\._tag === "(Invoked|BackingOff)"/,
    after: /^true$/,
    why: DELETED_ANYWAY,
  },
  {
    kind: "equivalent",
    in: "core/partition/lifecycle/cancel.ts",
    before: /^status\._tag === "Scheduled"/,
    after: /^true$/,
    why: DELETED_ANYWAY,
  },
  {
    kind: "equivalent",
    in: "core/partition/lifecycle/forget.ts",
    before: /^status\._tag === "Completed"/,
    after: /^true$/,
    why: DELETED_ANYWAY,
  },
  {
    kind: "defence",
    in: "core/partition/lifecycle/cancel.ts",
    before: /key !== null/,
    why: "Only an exclusive handler waits in an inbox, and it has a key.",
  },
  {
    kind: "defence",
    in: "core/partition/lifecycle/fire-timer.ts",
    why: TIMERS_GO,
  },
  {
    kind: "speed",
    in: "core/partition/lifecycle/release-lock.ts",
    before: /key === null|target\._tag|target\.access|^"Shared"$/,
    why: "The lock names its holder, which no other handler is: it would only be read in vain.",
  },
  {
    kind: "defence",
    in: "core/partition/lifecycle/release-lock.ts",
    before: /next !== undefined/,
    why: "Whoever waits in an inbox is an invocation that is there.",
  },
  {
    kind: "speed",
    in: "core/partition/lifecycle/forget.ts",
    before: /value\.type === MessageType\.SleepCommand/,
    after: /^true$/,
    why: "Each entry would be read, to find again that it is no sleep.",
  },
  {
    kind: "defence",
    in: "core/partition/lifecycle/forget.ts",
    before: /command\._tag !== "SleepCommand"|key === null/,
    why: "What is stored can be read, and a workflow has a key.",
  },
  {
    kind: "defence",
    in: "core/partition/lifecycle/kill.ts",
    before: /message\.|callee !== null/,
    why: "What is stored was written by us, can be read, and names an invocation.",
  },
  {
    kind: "speed",
    in: "core/partition/lifecycle/kill.ts",
    before: /entry\.type !== MessageType\.CallInvocationIdNotification/,
    after: /^false$/,
    why: "Each entry would be read, to find that it names no callee.",
  },
  {
    kind: "defence",
    in: "core/partition/lifecycle/enter.ts",
    before: /^key === null$/,
    why: "An object has a key; the rest of the condition is about objects.",
  },
  {
    kind: "text",
    in: "core/wire/messages/message-type.ts",
    before: /^(\[MessageType\.|"[a-z ()]+"$)/,
    why: "The names of messages stand in what is said of faults, and nowhere else.",
  },
];

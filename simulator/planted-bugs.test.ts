import {
  type Action,
  type Ahead,
  type Change,
  type ClientRequest,
  type Config,
  encodeMessage,
  Engine,
  type Event,
  type Happening,
  type Input,
  type JournalEntry,
  MessageType,
  type Output,
  type Transition,
  type View,
  VOID,
  type Watch,
} from "@holdfast/core";
import { expect, it } from "vitest";
import { type Parts, runSeeds } from "./index.ts";

/** Seeds within which every planted bug has to be found. */
const SEEDS = 200;

/** The rooms of an engine that a drill may break into. */
interface Rooms {
  happen(happening: Happening): void;
  carryOut(action: Action): void;
  readonly ahead: Ahead;
  readonly gate: { add(led: Transition): void };
}

/** Plants a bug in each engine that a world starts. */
function inEngine(plant: (rooms: Rooms, engine: Engine) => void): Partial<Parts> {
  return {
    makeEngine: (config: Config, durable: View, watch: Watch) => {
      const engine = new Engine(config, durable, watch);
      plant(engine as unknown as Rooms, engine);
      return engine;
    },
  };
}

/** Plants a bug that knows which request of a client the engine is taking, if any. */
function whileRequested(
  plant: (rooms: Rooms, requested: () => ClientRequest["_tag"] | null) => void,
): Partial<Parts> {
  return inEngine((rooms) => {
    let requested: ClientRequest["_tag"] | null = null;
    const happen = rooms.happen.bind(rooms);
    rooms.happen = (happening) => {
      requested = happening._tag === "Requested" ? happening.body._tag : null;
      happen(happening);
      requested = null;
    };
    plant(rooms, () => requested);
  });
}

/** Plants a bug in what transitions lead to. */
function inTransitions(bug: (led: Transition, event: Event) => Transition): Partial<Parts> {
  return {
    makeEngine: (config: Config, durable: View, watch: Watch) => {
      let latest: Event | null = null;
      const bugged = new Map<readonly Change[], Transition>();
      const broken = (led: Transition): Transition => {
        const known = bugged.get(led.changes);
        if (known !== undefined || latest === null) return known ?? led;
        const made = bug(led, latest);
        bugged.set(led.changes, made);
        return made;
      };
      const engine = new Engine(config, durable, (event, led) => {
        latest = event;
        watch(event, broken(led));
      });
      const { ahead, gate } = engine as unknown as Rooms;
      const apply = ahead.apply.bind(ahead);
      ahead.apply = (changes, sequence) => apply(bugged.get(changes)?.changes ?? changes, sequence);
      const add = gate.add.bind(gate);
      gate.add = (led) => add(broken(led));
      return engine;
    },
  };
}

/** Plants a bug in what an engine lets out. */
function inOutputs(bug: (outputs: readonly Output[]) => readonly Output[]): Partial<Parts> {
  return inEngine((_, engine) => {
    const step = engine.step.bind(engine);
    engine.step = (nowMs, entropy, input) => bug(step(nowMs, entropy, input));
  });
}

/** Every n-th is true: a bug that strikes now and then. */
function everyNth(n: number): () => boolean {
  let count = 0;
  return () => ++count % n === 0;
}

function withoutChanges(led: Transition, drop: (change: Change) => boolean): Transition {
  return { ...led, changes: led.changes.filter((change) => !drop(change)) };
}

/** A run's result as a signal that nobody waits for. */
function withoutRun<T>(entry: T): T {
  const given = entry as JournalEntry;
  if (given.type !== MessageType.RunNotification) return entry;
  const type = MessageType.SignalNotification;
  const id = { _tag: "NamedSignal", name: "nobody" } as const;
  const payload = encodeMessage({ _tag: "Notification", type, id, result: VOID });
  return { ...given, type, id, payload } as T;
}

interface Drill {
  readonly bug: string;
  readonly parts: () => Partial<Parts>;
  /** The claims of which one has to be found broken. */
  readonly claims: readonly string[];
  /** The only claims that are watched, where others would be found broken first. */
  readonly watching?: readonly string[];
}

const DRILLS: readonly Drill[] = [
  {
    bug: "a stored notification is not delivered to the running attempt",
    claims: ["L-WAKE-1"],
    parts: () =>
      inEngine((rooms) => {
        const carryOut = rooms.carryOut.bind(rooms);
        const strikes = everyNth(5);
        rooms.carryOut = (action) => {
          if (action._tag !== "Deliver" || !strikes()) carryOut(action);
        };
      }),
  },
  {
    bug: "attempts are not fenced: whatever they say counts for the current epoch",
    claims: ["S-FENCE-1"],
    parts: () =>
      inEngine((rooms) => {
        const happen = rooms.happen.bind(rooms);
        rooms.happen = (happening) => {
          if (!("epoch" in happening)) return happen(happening);
          const current = rooms.ahead.get("invocation", happening.id, "")?.epoch;
          happen({ ...happening, epoch: current ?? happening.epoch });
        };
      }),
  },
  {
    bug: "a batch is reported durable, and is not",
    claims: ["S-GATE-1", "S-JOURNAL-1", "S-STATE-1", "L-COMPLETE-1", "L-RECOVER-1", "S-OUTCOME-1"],
    parts: () => {
      const strikes = everyNth(40);
      return {
        applyBatch: (tables, changes) => {
          if (!strikes()) tables.apply(changes);
        },
      };
    },
  },
  {
    bug: "actions leave before their changes are durable",
    claims: ["S-GATE-1", "S-JOURNAL-1"],
    watching: ["S-GATE-1"],
    parts: () =>
      inEngine((rooms) => {
        const add = rooms.gate.add.bind(rooms.gate);
        rooms.gate.add = ({ changes, actions }) => {
          add({ changes, actions: [] });
          for (const action of actions) rooms.carryOut(action);
        };
      }),
  },
  {
    bug: "a client is answered twice",
    claims: ["S-REPLY-1"],
    parts: () => {
      const strikes = everyNth(3);
      return inOutputs((outputs) =>
        outputs.flatMap((output) =>
          output._tag === "Reply" && strikes() ? [output, output] : [output],
        ),
      );
    },
  },
  {
    bug: "the clock of timers runs ahead",
    claims: ["S-TIMER-1"],
    parts: () =>
      inEngine((_, engine) => {
        const step = engine.step.bind(engine);
        engine.step = (nowMs, entropy, input: Input) =>
          step(input._tag === "Clock" ? nowMs + 40 : nowMs, entropy, input);
      }),
  },
  {
    bug: "a lock is not seen by those who come",
    claims: ["S-LOCK-1"],
    parts: () =>
      whileRequested((rooms, requested) => {
        const get = rooms.ahead.get.bind(rooms.ahead);
        rooms.ahead.get = (table, group, item) =>
          requested() !== null && table === "lock" ? undefined : get(table, group, item);
      }),
  },
  {
    bug: "the last to come is the first to start",
    claims: ["S-LOCK-2"],
    parts: () =>
      inEngine(({ ahead }) => {
        const scan = ahead.scan.bind(ahead);
        ahead.scan = (table, group, from, limit) =>
          table === "inbox"
            ? [...scan(table, group, from)].reverse().slice(0, limit)
            : scan(table, group, from, limit);
      }),
  },
  {
    bug: "a lock stays with an invocation that has ended",
    claims: ["L-LOCK-1", "L-COMPLETE-1"],
    parts: () => {
      const strikes = everyNth(7);
      return inTransitions((led) =>
        withoutChanges(
          led,
          (change) => change.table === "lock" && change.value === null && strikes(),
        ),
      );
    },
  },
  {
    bug: "an owed attempt is not written down",
    claims: ["L-COMPLETE-1", "L-LOCK-1"],
    parts: () => {
      const strikes = everyNth(4);
      return inTransitions((led) =>
        withoutChanges(
          led,
          ({ table, value }) => table === "running" && value !== null && strikes(),
        ),
      );
    },
  },
  {
    bug: "a suspension does not look for what came meanwhile",
    claims: ["L-WAKE-1"],
    parts: () =>
      inEngine((rooms) => {
        let suspending = false;
        const happen = rooms.happen.bind(rooms);
        rooms.happen = (happening) => {
          suspending = happening._tag === "AttemptSuspended";
          happen(happening);
          suspending = false;
        };
        const get = rooms.ahead.get.bind(rooms.ahead);
        rooms.ahead.get = (table, group, item) =>
          suspending && table === "notification" ? undefined : get(table, group, item);
      }),
  },
  {
    bug: "an awakeable that was completed is completed again",
    claims: ["S-JOURNAL-2"],
    parts: () =>
      whileRequested((rooms, requested) => {
        const get = rooms.ahead.get.bind(rooms.ahead);
        rooms.ahead.get = (table, group, item) =>
          requested() !== null && table === "notification" ? undefined : get(table, group, item);
      }),
  },
  {
    bug: "a replay comes without the results of runs",
    claims: ["S-RUN-1"],
    watching: ["S-RUN-1"],
    parts: () =>
      inEngine(({ ahead }) => {
        const { durableView } = ahead;
        const scan = durableView.scan.bind(durableView);
        durableView.scan = (table, group, from, limit) =>
          scan(table, group, from, limit).map((row) =>
            table === "journal" ? { ...row, value: withoutRun(row.value) } : row,
          );
      }),
  },
  {
    bug: "a state write is lost",
    claims: ["S-STATE-1", "S-JOURNAL-1"],
    parts: () => {
      const strikes = everyNth(5);
      return inTransitions((led) =>
        withoutChanges(led, ({ table }) => table === "state" && strikes()),
      );
    },
  },
  {
    bug: "an idempotent request is not recognised",
    claims: ["S-IDEMPOTENT-1", "S-WORKFLOW-1", "S-JOURNAL-1"],
    parts: () =>
      whileRequested((rooms, requested) => {
        const get = rooms.ahead.get.bind(rooms.ahead);
        rooms.ahead.get = (table, group, item) =>
          table === "invocation" && (requested() === "Call" || requested() === "Send")
            ? undefined
            : get(table, group, item);
      }),
  },
];

it.each(DRILLS)("finds it when $bug", async ({ claims, parts, watching }) => {
  const watched = watching === undefined ? {} : { claims: watching };
  const options = { from: 1, count: SEEDS, parts: parts(), ...watched };
  const { failures, seeds } = await runSeeds(options);
  const [failure] = failures;
  expect(failure, `nothing found in ${seeds} seeds`).toBeDefined();
  expect(claims, failure?.violation?.message).toContain(failure?.violation?.claim);
});

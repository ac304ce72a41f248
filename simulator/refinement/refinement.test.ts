import {
  type Ahead,
  type Change,
  type ClientRequest,
  Engine,
  type Event,
  type Happening,
  type MemoryTables,
  type Table,
  type Tables,
  type View,
} from "@holdfast/core";
import { ACTIONS } from "@holdfast/spec";
import { expect, it } from "vitest";
import type { DiskReader } from "../disk.ts";
import { formatFailure, type Parts, simulate } from "../index.ts";

/** Seeds within which every action has to be made. */
const SEEDS_FOR_ALL = 2_000;
/** Seeds within which a bug has to be refused. */
const SEEDS = 600;

it("makes every action of the abstract partition", async () => {
  const unmade = new Set<string>(ACTIONS);
  for (let seed = 1; seed <= SEEDS_FOR_ALL && unmade.size > 0; seed++) {
    const report = await simulate({ seed });
    expect(report.violation, formatFailure(report)).toBeNull();
    expect(report.refined.steps).toBe(report.transitions);
    for (const name of ACTIONS) if (report.refined.actions[name] > 0) unmade.delete(name);
  }
  expect([...unmade]).toEqual([]);
}, 300_000);

/** What a transition reads, so that a bug can make it read something else. */
type Read = <T extends Table>(table: T, group: string, item: string) => Tables[T] | undefined;

interface Bug {
  readonly bug: string;
  /** The actions of which one has to be named. */
  readonly refusedBy: readonly string[];
  readonly because?: RegExp;
  /** What a transition led to, made wrong. */
  readonly led?: (changes: readonly Change[], event: Event, durable: MemoryTables) => Change[];
  /** What a transition reads, made wrong. */
  readonly get?: (read: Read, happening: Happening) => Read;
  /** Whether timers are fired whenever the clock is looked at. */
  readonly early?: boolean;
  /** Rows in another order, or not all of them. */
  readonly scan?: (
    table: Table,
    happening: Happening,
    items: readonly string[],
  ) => readonly string[];
}

type ChangeOf<T extends Table> = Extract<Change, { readonly table: T }>;

/** Changes of one table, each put replaced. */
function puts<T extends Table>(
  table: T,
  replace: (value: Tables[T], change: ChangeOf<T>) => Tables[T] | null | undefined,
): NonNullable<Bug["led"]> {
  return (changes) =>
    changes.flatMap((change) => {
      if (change.table !== table || change.value === null) return [change];
      const value = replace(change.value as Tables[T], change as ChangeOf<T>);
      return value === undefined ? [] : [{ ...change, value } as Change];
    });
}

function withoutDeletes(table: Table): NonNullable<Bug["led"]> {
  return (changes) => changes.filter((each) => each.table !== table || each.value !== null);
}

function asked(happening: Happening): ClientRequest["_tag"] | null {
  return happening._tag === "Requested" ? happening.body._tag : null;
}

const SHORTENED = puts("invocation", (row) => ({ ...row, journalLength: row.journalLength - 1 }));

const BUGS: readonly Bug[] = [
  {
    bug: "the lock goes to somebody else",
    refusedBy: ["lock.take", "lock.pass", "lock.queue"],
    led: puts("lock", (lock) => ({ ...lock, holder: "f".repeat(48) as typeof lock.holder })),
  },
  {
    bug: "the first in the inbox is passed over",
    refusedBy: ["lock.pass"],
    scan: (table, _, items) => (table === "inbox" ? items.toReversed() : items),
  },
  {
    bug: "a held lock is not seen",
    // By a request to run, or by one to kill the holder.
    refusedBy: ["lock.queue", "lock.free"],
    get: (read, happening) => (table, group, item) =>
      table === "lock" && asked(happening) !== null ? undefined : read(table, group, item),
  },
  {
    bug: "a lock stays with one that has ended",
    refusedBy: ["lock.free"],
    led: withoutDeletes("lock"),
  },
  {
    bug: "a signal is stored a second time",
    refusedBy: ["no action"],
    because: /journal.again/,
    get: (read, happening) => (table, group, item) =>
      table === "notification" && asked(happening) === "CompleteAwakeable"
        ? undefined
        : read(table, group, item),
  },
  {
    bug: "one that sleeps is woken by nothing",
    refusedBy: ["no action", "identity.join"],
    because: /invocation .*Invoked/,
    led: (changes, event, durable) => {
      if (event._tag !== "Requested" || event.body._tag !== "Call") return [...changes];
      for (const { table, group, item, value } of durable.rows()) {
        if (table !== "invocation" || value?.status._tag !== "Suspended") continue;
        const epoch = value.epoch + 1;
        const woken = { ...value, epoch, status: { _tag: "Invoked" } } as const;
        const owed = { table: "running", group: "", item: group, value: epoch } as const;
        return [...changes, { table, group, item, value: woken }, owed];
      }
      return [...changes];
    },
  },
  {
    bug: "a suspension does not look at what came meanwhile",
    refusedBy: ["journal.begin"],
    get: (read, happening) => (table, group, item) =>
      table === "notification" && happening._tag === "AttemptSuspended"
        ? undefined
        : read(table, group, item),
  },
  {
    bug: "what is restarted lacks the last entry that it begins with",
    refusedBy: ["lock.take", "lock.queue", "journal.begin", "operate.restart"],
    led: (changes, event, durable) => {
      const isRestart = event._tag === "Requested" && event.body._tag === "RestartAsNew";
      return isRestart ? SHORTENED(changes, event, durable) : [...changes];
    },
  },
  {
    bug: "what still runs is restarted",
    refusedBy: ["operate.restart"],
    get: (read, happening) => (table, group, item) => {
      const row = read(table, group, item);
      if (table !== "invocation" || asked(happening) !== "RestartAsNew" || row === undefined) {
        return row;
      }
      const outcome = { _tag: "Success", value: new Uint8Array() } as const;
      const status = { _tag: "Completed", outcome, completedAtMs: 0, expiresAtMs: 0 } as const;
      return { ...(row as Tables["invocation"]), status } as typeof row;
    },
  },
  {
    bug: "a handler ends without an Output",
    refusedBy: ["progress.end"],
    led: puts("invocation", (row, { value }) => {
      if (value?.status._tag !== "BackingOff") return row;
      const outcome = { _tag: "Success", value: new Uint8Array() } as const;
      const expiresAtMs = row.modifiedAtMs + row.completionRetentionMs;
      const completedAtMs = row.modifiedAtMs;
      return { ...row, status: { _tag: "Completed", outcome, completedAtMs, expiresAtMs } };
    }),
  },
  {
    bug: "an outcome is not the Output that was stored",
    refusedBy: ["retention.keep"],
    led: puts("invocation", (row) => {
      if (row.status._tag !== "Completed" || row.status.outcome._tag !== "Success") return row;
      const outcome = { _tag: "Success", value: new Uint8Array([1, 2, 3]) } as const;
      return { ...row, status: { ...row.status, outcome } };
    }),
  },
  {
    bug: "a timer goes off before it is due",
    refusedBy: ["timers.early"],
    get: (read) => (table, group, item) => {
      const row = read(table, group, item);
      return table === "timer" && row !== undefined
        ? ({ ...(row as object), dueMs: 0 } as typeof row)
        : row;
    },
    early: true,
  },
  {
    bug: "an attempt begins under the epoch of the one before",
    refusedBy: ["journal.begin"],
    led: puts("invocation", (row) =>
      row.status._tag === "Invoked" ? { ...row, epoch: row.epoch - 1 } : row,
    ),
  },
  {
    bug: "an owed attempt is not written down",
    refusedBy: ["journal.begin"],
    led: puts("running", () => undefined),
  },
  {
    bug: "an attempt of an older epoch is heard",
    refusedBy: ["journal.late"],
    get: (read, happening) => (table, group, item) => {
      const row = read(table, group, item);
      if (table !== "invocation" || row === undefined || !("epoch" in happening)) return row;
      if (happening.id !== group) return row;
      return { ...(row as Tables["invocation"]), epoch: happening.epoch } as typeof row;
    },
  },
  {
    bug: "retention is not looked after",
    refusedBy: ["timers.arm"],
    led: puts("timer", (timer) => (timer._tag === "ExpireInvocation" ? undefined : timer)),
  },
  {
    bug: "what has expired is not forgotten",
    refusedBy: ["identity.forget"],
    led: withoutDeletes("invocation"),
  },
  {
    bug: "a journal outlives its retention",
    refusedBy: ["journal.drop"],
    led: withoutDeletes("journal"),
  },
  {
    bug: "an entry is written over",
    refusedBy: ["journal.tell"],
    led: (changes, event) =>
      changes.map((change) =>
        change.table === "journal" && event._tag === "RunCompletionProposed"
          ? { ...change, item: "00000000" }
          : change,
      ),
  },
  {
    bug: "a promise is completed again",
    refusedBy: ["journal.tell", "no action"],
    because: /promise was already completed|waits.refuse/,
    get: (read, happening) => (table, group, item) => {
      const row = read(table, group, item);
      const isAgain =
        table === "promise" &&
        happening._tag === "CommandProposed" &&
        happening.command._tag === "CompletePromiseCommand" &&
        (row as Tables["promise"] | undefined)?._tag === "Completed";
      return isAgain ? undefined : row;
    },
  },
  {
    bug: "an idempotent request is not recognised",
    refusedBy: ["identity.join"],
    get: (read, happening) => (table, group, item) =>
      table === "invocation" && (asked(happening) === "Call" || asked(happening) === "Send")
        ? undefined
        : read(table, group, item),
  },
  {
    bug: "a write to state is lost",
    refusedBy: ["state.set"],
    led: puts("state", () => undefined),
  },
  {
    bug: "a message to another partition is lost",
    refusedBy: ["outbox.send"],
    led: puts("outbox", () => undefined),
  },
  {
    bug: "a message of another partition is not noted as taken",
    refusedBy: ["outbox.take"],
    led: (changes) => changes.filter(({ table, group }) => table !== "dedup" || group !== "seen"),
  },
  {
    bug: "a kill does not reach what was called",
    refusedBy: ["trees.kill", "retention.keep", "journal.drop", "outbox.send", "timers.arm"],
    scan: (table, happening, items) =>
      table === "journal" && asked(happening) === "Kill" ? items.slice(0, 1) : items,
  },
];

interface Rooms {
  happen(happening: Happening): void;
  readonly ahead: Ahead;
}

/** An engine with a bug in what transitions read, or in what they are seen to lead to. */
function withBug({ led, get, scan, early }: Bug): Partial<Parts> {
  return {
    makeEngine: (config, durable: View, watch) => {
      let happening: Happening | null = null;
      const engine = new Engine(config, durable, (event, transition) => {
        const changes = led?.(transition.changes, event, (durable as DiskReader).tables);
        watch(event, changes === undefined ? transition : { ...transition, changes });
      });
      const rooms = engine as unknown as Rooms;
      const happen = rooms.happen.bind(rooms);
      rooms.happen = (next) => {
        happening = next;
        happen(next);
        happening = null;
      };
      if (early === true) {
        const step = engine.step.bind(engine);
        engine.step = (nowMs, entropy, input) => {
          const [timer] = rooms.ahead.scan("timer", "", "", 1);
          if (input._tag === "Clock" && timer !== undefined) {
            rooms.happen({ _tag: "TimerFired", item: timer.item });
          }
          return step(nowMs, entropy, input);
        };
      }
      const { ahead } = rooms;
      const read: Read = ahead.get.bind(ahead);
      ahead.get = (table, group, item) =>
        happening === null || get === undefined
          ? read(table, group, item)
          : get(read, happening)(table, group, item);
      const scanned = ahead.scan.bind(ahead);
      ahead.scan = (table, group, from, limit) => {
        if (happening === null || scan === undefined) return scanned(table, group, from, limit);
        const rows = scanned(table, group, from);
        const items = scan(
          table,
          happening,
          rows.map(({ item }) => item),
        );
        const kept = items.flatMap((item) => rows.filter((row) => row.item === item));
        return kept.slice(0, limit);
      };
      return engine;
    },
  };
}

it.each(BUGS)(
  "refuses it when $bug",
  async (bug) => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const { violation } = await simulate({ seed, parts: withBug(bug), refine: "only" });
      if (violation === null) continue;
      expect(violation.message).toMatch(/^S-REFINE-1: /);
      const [, action] =
        /^S-REFINE-1: ([a-zA-Z]+\.[a-zA-Z]+|no action|rows): /.exec(violation.message) ?? [];
      expect(bug.refusedBy, violation.message).toContain(action);
      expect(violation.message).toMatch(bug.because ?? /./);
      return;
    }
    expect.fail(`not refused in ${SEEDS} seeds`);
  },
  300_000,
);

it("refuses a step of a clock that runs ahead of its host", async () => {
  const parts: Partial<Parts> = {
    makeEngine: (config, durable, watch) => {
      const engine = new Engine(config, durable, watch);
      const step = engine.step.bind(engine);
      engine.step = (nowMs, entropy, input) =>
        step(input._tag === "Clock" ? nowMs + 40 : nowMs, entropy, input);
      return engine;
    },
  };
  const { violation } = await simulate({ seed: 1, parts, refine: "only" });
  expect(violation?.message).toMatch(/^S-REFINE-1: timers.fire: /);
});

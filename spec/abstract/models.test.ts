import { describe, expect, it } from "vitest";
import { explore } from "../checker/explore.ts";
import { eventTable } from "../checker/event-table.ts";
import { gateMachine } from "./gate.ts";
import { COUNTS } from "./counts.ts";
import { include } from "./collections.ts";
import { hears, JOURNAL_SCOPE, journalMachine } from "./journal.ts";
import { LOCK_SCOPE, lockMachine } from "./lock.ts";
import { MODELS } from "./models.ts";
import { OUTBOX_SCOPE, outboxMachine } from "./outbox.ts";
import { TAKEOVER_SCOPE, takeoverMachine } from "./takeover.ts";
import { WAKEUP_SCOPE, wakeupMachine } from "./wakeup.ts";

describe("the abstract machines", () => {
  it.each(MODELS)("$name keeps its claims in every state", ({ name, explore }) => {
    const { states, transitions, depth, violation, missing } = explore();
    expect(violation && eventTable(violation)).toBeNull();
    expect(missing).toEqual([]);
    expect({ states: states.size, transitions, depth }).toEqual({
      states: COUNTS[name]?.states,
      transitions: COUNTS[name]?.transitions,
      depth: COUNTS[name]?.depth,
    });
  });
});

describe("a broken rule is found, with the shortest history that shows it", () => {
  it("a lock whose newest waits in front", () => {
    const machine = lockMachine(LOCK_SCOPE);
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        const after = machine.act(s, step);
        const lock = after?.locks["a"];
        if (after === null || lock === undefined || step.do !== "accept") return after;
        const queue = lock.queue.toSorted().toReversed();
        return { ...after, locks: { ...after.locks, a: { ...lock, queue } } };
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "S-LOCK-2 does not hold after 5 steps:
      0  begin
      1  accept i=a1  locks.a = {holder:a1,queue:[]}; accepted +a1; arrived.a +a1; began.a +a1
      2  accept i=a2  locks.a.queue +a2; accepted +a2; arrived.a +a2
      3  accept i=a3  locks.a.queue +a3; accepted +a3; arrived.a +a3
      4  end i=a1     locks.a.holder = a3; locks.a.queue -a3; ended +a1; began.a +a3
      5  end i=a3     locks.a.holder = a2; locks.a.queue -a2; ended +a3; began.a +a2"
    `);
  });

  it("an attempt that was given up and is heard all the same", () => {
    const machine = journalMachine(JOURNAL_SCOPE);
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        const after = machine.act(s, step);
        if (after === null || step.do !== "announce" || hears(s, step.n)) return after;
        const said = after.attempts[step.n]?.local.at(-1);
        return said === undefined ? after : { ...after, journal: [...s.journal, said] };
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "S-FENCE-1 does not hold after 3 steps:
      0  begin
      1  begin         phase = Invoked; attempts +{epoch:1,joined:true,local:[],doing:[],proposed:false}
      2  giveUp        phase = Owed; epoch = 2
      3  announce n=0  journal +{tag:Run,value:0}; attempts.0.local +{tag:Run,value:0}"
    `);
  });

  it("an action that leaves before its batch is durable", () => {
    const machine = gateMachine({ keyOf: { a1: "a" } });
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        const after = machine.act(s, step);
        return after && step.do === "request" ? { ...after, told: [...after.told, step.i] } : after;
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "S-GATE-1 does not hold after 1 step:
      0  begin
      1  request i=a1  ahead.locks.a = {holder:a1,queue:[]}; ahead.accepted +a1; building +{tag:Accepted,value:a1} +{tag:Start,value:a1}; told +a1"
    `);
  });

  it("a suspension that does not look at what was stored meanwhile", () => {
    const machine = wakeupMachine(WAKEUP_SCOPE);
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        const after = machine.act(s, step);
        if (after === null || step.do !== "suspend") return after;
        const asleep = { tag: "Suspended", value: s.asked[step.i] ?? [] } as const;
        return { ...after, status: { ...after.status, [step.i]: asleep } };
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "L-WAKE-1 does not hold after 5 steps:
      0  begin
      1  begin i=i                status.i = Invoked; open +i
      2  halfClose i=i            open -i
      3  ask i=i name=p           promises.p.value +i; asked.i +p
      4  complete name=p value=0  promises.p.tag = Completed; promises.p.value = 0; stored.i +p
      5  suspend i=i              status.i = {tag:Suspended,value:[p]}"
    `);
  });

  it("an acknowledgement that does not wait for the disk", () => {
    const machine = outboxMachine(OUTBOX_SCOPE);
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        const after = machine.act(s, step);
        if (after === null || step.do !== "arrive") return after;
        return { ...after, acks: include(after.acks, step.n) };
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "S-OUTBOX-1 does not hold after 3 steps:
      0  begin
      1  send             sent = 1; outbox +1; messages +1
      2  arrive n=1       acks +1; ahead.seen = 1; ahead.effects +1; gated +1
      3  acknowledge n=1  outbox -1; acks -1"
    `);
  });

  it("a writer that does not look whether the log is its own still", () => {
    const machine = takeoverMachine(TAKEOVER_SCOPE);
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        const after = machine.act(s, step);
        if (after === null || step.do !== "answer") return after;
        const { known = 0 } = s.engines[step.e] ?? {};
        return { ...after, answered: [...s.answered, { epoch: step.e + 1, n: known + 1 }] };
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "A-STORE-1 does not hold after 8 steps:
      0  begin
      1  raise       engines +{stage:Raised,known:0,pending:false}
      2  move e=0    engines.0.stage = Moved
      3  load e=0    engines.0.stage = Serving; log.owner = 1
      4  raise       engines +{stage:Raised,known:0,pending:false}
      5  move e=1    engines.1.stage = Moved; log.owner = 0; taken +{owner:1,records:[]}
      6  load e=1    engines.1.stage = Serving; log.owner = 2; taken -{owner:1,records:[]}
      7  write e=0   engines.0.pending = true
      8  answer e=0  engines.0.stage = Dead; engines.0.pending = false; answered +{epoch:1,n:1}"
    `);
  });

  it("an opener that reads the log before it moves it away", () => {
    const machine = takeoverMachine(TAKEOVER_SCOPE);
    const { violation } = explore({
      ...machine,
      act: (s, step) => {
        if (step.do === "move" && s.engines[step.e]?.stage === "Raised") {
          const tables = [...s.tables, ...s.taken.flatMap(({ records }) => records)];
          const engine = { stage: "Moved", known: 0, pending: false } as const;
          const engines = s.engines.with(step.e, engine);
          const log = { ...s.log, records: [] };
          return { ...s, engines, tables: [...tables, ...s.log.records], log, taken: [] };
        }
        return machine.act(s, step);
      },
    });
    expect(violation && eventTable(violation)).toMatchInlineSnapshot(`
      "A-STORE-1 does not hold after 8 steps:
      0  begin
      1  raise       engines +{stage:Raised,known:0,pending:false}
      2  move e=0    engines.0.stage = Moved
      3  load e=0    engines.0.stage = Serving; log.owner = 1
      4  raise       engines +{stage:Raised,known:0,pending:false}
      5  move e=1    engines.1.stage = Moved
      6  write e=0   engines.0.pending = true; log.records +{epoch:1,n:1}
      7  answer e=0  engines.0.known = 1; engines.0.pending = false; answered +{epoch:1,n:1}
      8  load e=1    engines.1.stage = Serving; log.owner = 2; log.records -{epoch:1,n:1}"
    `);
  });
});

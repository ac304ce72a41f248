import type { MemoryTables } from "@holdfast/core";
import { expect, it } from "vitest";
import type { NodeView } from "../checkers/checker.ts";
import { simulate } from "../simulate.ts";
import { momentAt, Player } from "./player.ts";
import { recordWorld } from "./record-world.ts";
import { Recorder } from "./recorder.ts";
import { isCounted, type Recording, type ShownTable } from "./recording.ts";

const SEEDS = Array.from({ length: 8 }, (_, i) => i + 1);

/** The tables of core whose rows are shown, and what they are shown as. */
const SHOWN = {
  invocation: "Invocation",
  journal: "Entry",
  lock: "Lock",
  inbox: "Place",
  state: "State",
  promise: "Promise",
  timer: "Timer",
  outbox: "Message",
} as const satisfies Readonly<Record<string, ShownTable>>;

function countsOf(tables: MemoryTables): Readonly<Record<ShownTable, number>> {
  const counts = { ...NOTHING };
  for (const { table } of tables.rows()) if (table in SHOWN) counts[SHOWN[table as "lock"]]++;
  return counts;
}

const NOTHING: Readonly<Record<ShownTable, number>> = {
  Invocation: 0,
  Entry: 0,
  Lock: 0,
  Place: 0,
  State: 0,
  Promise: 0,
  Timer: 0,
  Message: 0,
};

function shownCounts(
  { rows }: Recording,
  at: ReadonlyMap<number, number>,
): Readonly<Record<ShownTable, number>> {
  const counts = { ...NOTHING };
  for (const row of at.keys()) counts[rows[row]?.table ?? "Lock"]++;
  return counts;
}

/** Runs a world and notes, after each batch, what was durable and known besides what is recorded. */
async function watched(seed: number) {
  const recorders: Recorder[] = [];
  const truths: { moment: number; engine: number; durable: object; known: object }[] = [];
  await simulate({
    seed,
    refine: false,
    witness: (world) => {
      const recorder = new Recorder(world);
      recorders.push(recorder);
      const settled = ({ index, durable, ahead }: NodeView): void => {
        const known = countsOf(ahead as MemoryTables);
        const moment = recorder.moments.length - 1;
        truths.push({ moment, engine: index, durable: countsOf(durable), known });
      };
      return Object.assign(recorder, { settled });
    },
  });
  return { recording: recorders[0] as Recorder, truths };
}

it("tells at each moment what an engine knew, and what of it was durable", async () => {
  let compared = 0;
  for (const seed of SEEDS.slice(0, 4)) {
    const { recording, truths } = await watched(seed);
    const player = new Player(recording);
    // From the end to the beginning, and then from the beginning to the end.
    for (const { moment, engine, durable, known } of [...truths.toReversed(), ...truths]) {
      const at = player.at(moment)[engine];
      if (at === undefined) throw new Error(`there is no engine ${engine} at ${moment}`);
      expect(shownCounts(recording, at.durable), `seed ${seed}, moment ${moment}`).toEqual(durable);
      expect(shownCounts(recording, at.known), `seed ${seed}, moment ${moment}`).toEqual(known);
      compared++;
    }
  }
  expect(compared).toBeGreaterThan(200);
});

it("has each event of the trace once, under its number, and changes nothing in its world", async () => {
  for (const seed of SEEDS) {
    const { recording, report } = await recordWorld({ seed, refine: false });
    const plain = await simulate({ seed, refine: false });
    expect(report.traceHash).toBe(plain.traceHash);
    const events = recording.moments.filter(isCounted);
    expect(events.map(({ step }) => step)).toEqual(
      Array.from({ length: plain.steps }, (_, i) => i),
    );
  }
});

it("follows a recording that grows as it reads one that is whole", async () => {
  const { recording } = await recordWorld({ seed: 4, refine: false });
  const whole = new Player(recording);
  const moments = [...recording.moments];
  const part = { ...recording, moments: moments.slice(0, 0) };
  const following = new Player(part);
  for (const [index, moment] of moments.entries()) {
    part.moments.push(moment);
    if (index % 97 === 0) following.follow();
  }
  following.follow();
  expect(following.lanes).toEqual(whole.lanes);
  expect(following.ups).toEqual(whole.ups);
  const last = moments.length - 1;
  expect(following.at(last)).toEqual(whole.at(last));
});

it("gives every invocation a lane of states without gaps in which two are at once", async () => {
  for (const seed of SEEDS) {
    const { recording } = await recordWorld({ seed, refine: false });
    const { lanes, ups } = new Player(recording);
    expect(lanes.length).toBeGreaterThan(0);
    expect(ups.length).toBe(recording.engines);
    for (const spans of [...lanes.map((lane) => lane.spans), ...ups]) {
      for (const [index, { from, to }] of spans.entries()) {
        const next = spans[index + 1];
        if (to !== null) expect(to).toBeGreaterThan(from - 1);
        if (next !== undefined) expect(next.from).toBeGreaterThanOrEqual(to ?? Number.NaN);
      }
    }
  }
});

it("ends with the claim that was broken", async () => {
  const parts = { applyBatch: () => undefined };
  const { recording, title } = await recordWorld({ seed: 1, parts });
  const last = momentAt(recording, recording.moments.length - 1);
  expect(last.kind).toBe("Breach");
  expect(title.broken?.message.startsWith(last.text)).toBe(true);
});

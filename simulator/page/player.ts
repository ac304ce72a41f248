import type { Moment, Recording, RowValue, Turn } from "./recording.ts";

/** The rows of one engine at a moment: the index of a row and that of its value. */
export type Rows = Map<number, number>;

/** One engine at a moment. */
export interface EngineAt {
  readonly up: boolean;
  /** How many engines have run on this store. */
  readonly incarnation: number;
  /** What the engine knows; while it is down, what the next one will begin with. */
  readonly known: ReadonlyMap<number, number>;
  readonly durable: ReadonlyMap<number, number>;
}

/** Over which moments, the first and the one after the last, something was so. */
export interface Span {
  readonly from: number;
  /** Null while it is still so. */
  readonly to: number | null;
}

/** One state of an invocation. */
export interface StatusSpan extends Span {
  readonly value: number;
}

/** What happened to one invocation, from its first row on. */
export interface InvocationLane {
  readonly name: string;
  readonly spans: readonly StatusSpan[];
}

/** Moments between two states that are kept. */
const KEEP_EVERY = 512;

/** Tells the state of all engines at any moment of a recording, which may still be growing. */
export class Player {
  readonly recording: Recording;
  /** One for each invocation, in the order in which they came up. */
  readonly lanes: InvocationLane[] = [];
  /** By engine: when it was up. */
  readonly ups: Span[][] = [];
  private readonly laneOfRow = new Map<number, StatusSpan[]>();
  private readonly laneOfName = new Map<string, StatusSpan[]>();
  private readonly kept: World[] = [];
  private readonly head = new World();
  private seen = 0;
  private shown: { world: World; index: number } | null = null;

  constructor(recording: Recording) {
    this.recording = recording;
    this.follow();
  }

  /** Takes in what was recorded since. */
  follow(): void {
    const { moments } = this.recording;
    for (; this.seen < moments.length; this.seen++) {
      if (this.seen % KEEP_EVERY === 0) this.kept.push(this.head.copy());
      const turn = momentAt(this.recording, this.seen).turn;
      if (turn !== null) this.see(turn);
    }
  }

  /** The engines as they are after a moment. */
  at(index: number): readonly EngineAt[] {
    const near = this.shown;
    const goesOn = near !== null && near.index <= index && index - near.index < KEEP_EVERY;
    const kept = Math.floor(index / KEEP_EVERY);
    const from = goesOn ? near.index + 1 : kept * KEEP_EVERY;
    const world = goesOn ? near.world : (this.kept[kept]?.copy() ?? new World());
    for (let i = from; i <= index; i++) {
      const turn = momentAt(this.recording, i).turn;
      if (turn !== null) world.turn(turn);
    }
    this.shown = { world, index };
    return world.engines;
  }

  /** What the invocation of a lane runs. */
  targetOf(lane: number): string {
    const span = this.lanes[lane]?.spans[0];
    const value = span === undefined ? undefined : this.recording.values[span.value];
    return value?._tag === "Invocation" ? value.target : "";
  }

  private see(turn: Turn): void {
    const { head, seen } = this;
    const engine = head.engine(turn.engine);
    // What was not durable is lost when its engine stops; what was on its way may be there after all.
    const before = turn._tag === "Stops" || turn._tag === "Starts" ? engine.known : null;
    head.turn(turn);
    if (before !== null) endLast(this.upsOf(turn.engine), (span) => ({ ...span, to: seen }));
    if (turn._tag === "Starts") this.upsOf(turn.engine).push({ from: seen, to: null });
    if (turn._tag === "Decided") {
      const { pairs } = turn;
      for (let i = 0; i < pairs.length; i += 2) this.status(pairs[i] ?? 0, pairs[i + 1] ?? -1);
    }
    if (before === null) return;
    for (const row of new Set([...before.keys(), ...engine.known.keys()])) {
      const value = engine.known.get(row) ?? -1;
      if ((before.get(row) ?? -1) !== value) this.status(row, value);
    }
  }

  private upsOf(engine: number): Span[] {
    while (this.ups.length <= engine) this.ups.push([]);
    return this.ups[engine] ?? [];
  }

  /** An invocation's row has this value now. */
  private status(row: number, value: number): void {
    const address = this.recording.rows[row];
    if (address?.table !== "Invocation") return;
    const lane = this.laneOfRow.get(row) ?? this.laneNamed(address.owner);
    this.laneOfRow.set(row, lane);
    const last = lane.at(-1);
    if (last !== undefined && last.to === null && this.looksLike(last.value, value)) return;
    endLast(lane, (span) => ({ ...span, to: this.seen }));
    if (value >= 0) lane.push({ from: this.seen, to: null, value });
  }

  /** Whether two values of an invocation's row say the same of its state. */
  private looksLike(a: number, b: number): boolean {
    if (a < 0 || b < 0) return false;
    const [before, after] = [valueAt(this.recording, a), valueAt(this.recording, b)];
    if (before._tag !== "Invocation" || after._tag !== "Invocation") return false;
    const { status, detail, epoch } = before;
    return status === after.status && detail === after.detail && epoch === after.epoch;
  }

  /** One lane a name: an id that comes again after it was forgotten goes on in its lane. */
  private laneNamed(name: string): StatusSpan[] {
    const known = this.laneOfName.get(name);
    if (known !== undefined) return known;
    const spans: StatusSpan[] = [];
    this.laneOfName.set(name, spans);
    this.lanes.push({ name, spans });
    return spans;
  }
}

/** The first of ascending spans that is not over before a moment. */
export function firstSpanTo(spans: readonly Span[], from: number): number {
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((spans[middle]?.to ?? Number.POSITIVE_INFINITY) < from) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The value of a row, by its index. */
export function valueAt(recording: Recording, index: number): RowValue {
  const value = recording.values[index];
  if (value === undefined) throw new RangeError(`there is no value ${index}`);
  return value;
}

export function momentAt(recording: Recording, index: number): Moment {
  const moment = recording.moments[index];
  if (moment === undefined) throw new RangeError(`there is no moment ${index}`);
  return moment;
}

/** Ends the last of some spans, unless it is over. */
function endLast<S extends Span>(spans: S[], ended: (span: S) => S): void {
  const last = spans.at(-1);
  if (last !== undefined && last.to === null) spans[spans.length - 1] = ended(last);
}

interface MutableEngine {
  up: boolean;
  incarnation: number;
  known: Rows;
  durable: Rows;
}

/** The rows of all engines, which turns change. */
class World {
  readonly engines: MutableEngine[] = [];

  engine(index: number): MutableEngine {
    while (this.engines.length <= index) {
      this.engines.push({ up: false, incarnation: 0, known: new Map(), durable: new Map() });
    }
    return this.engines[index] as MutableEngine;
  }

  turn(turn: Turn): void {
    const engine = this.engine(turn.engine);
    switch (turn._tag) {
      case "Decided":
        return put(engine.known, turn.pairs);
      case "Durable":
        return put(engine.durable, turn.pairs);
      case "Starts":
        engine.up = true;
        engine.incarnation++;
        engine.known = new Map(engine.durable);
        return;
      case "Stops":
        engine.up = false;
        engine.known = new Map(engine.durable);
        return;
      default:
        turn satisfies never;
    }
  }

  copy(): World {
    const copy = new World();
    for (const { up, incarnation, known, durable } of this.engines) {
      copy.engines.push({ up, incarnation, known: new Map(known), durable: new Map(durable) });
    }
    return copy;
  }
}

function put(rows: Rows, pairs: readonly number[]): void {
  for (let i = 0; i < pairs.length; i += 2) {
    const row = pairs[i] ?? 0;
    const value = pairs[i + 1] ?? -1;
    if (value < 0) rows.delete(row);
    else rows.set(row, value);
  }
}

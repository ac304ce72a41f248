import { momentAt, Player } from "../player.ts";
import type { Moment, Recording } from "../recording.ts";
import { isIn, type Lane, lanesOf } from "./lanes.ts";

/** Which way to go along the timeline. */
export type Way = 1 | -1;

/** What of a recording is looked at: one moment, and which of them count. */
export class Viewer {
  player: Player;
  lanes: readonly Lane[] = [];
  /** Indices of the moments that pass the filters, ascending. */
  matching: number[] = [];
  index = 0;
  /** Words that a moment has to have. */
  words = "";
  faultsOnly = false;
  /** Whether bytes on their way, and the like, count. */
  details = true;
  /** Lanes whose moments alone are shown, by key; all where it is empty. */
  readonly only = new Set<string>();
  private filtered = 0;
  private readonly parts: (() => void)[] = [];
  private planned = false;

  constructor(recording: Recording) {
    this.player = new Player(recording);
    this.filter();
  }

  /** Looks at another recording, from its beginning. */
  load(recording: Recording): void {
    this.player = new Player(recording);
    this.only.clear();
    this.index = 0;
    this.filter();
  }

  get recording(): Recording {
    return this.player.recording;
  }

  get moment(): Moment | null {
    return this.recording.moments[this.index] ?? null;
  }

  /** Draws a part of the page again whenever anything has changed. */
  onChange(draw: () => void): void {
    this.parts.push(draw);
  }

  changed(): void {
    if (this.planned) return;
    this.planned = true;
    requestAnimationFrame(() => {
      this.planned = false;
      for (const draw of this.parts) draw();
    });
  }

  /** Takes in what was recorded since; stays at the end where it was there. */
  follow(): void {
    this.player.follow();
    this.lanes = lanesOf(this.player);
    this.match();
    this.changed();
  }

  go(index: number): void {
    this.index = Math.max(0, Math.min(index, this.recording.moments.length - 1));
    this.changed();
  }

  /** To a next moment that passes the filters. */
  step(way: Way, count = 1): void {
    const at = firstNotBelow(this.matching, this.index);
    const isOn = this.matching[at] === this.index;
    const to = way > 0 ? at + count - (isOn ? 0 : 1) : at - count;
    const index = this.matching[Math.max(0, Math.min(to, this.matching.length - 1))];
    if (index !== undefined) this.go(index);
  }

  /** To the next moment of a kind; stays where there is none. */
  seek(way: Way, wanted: (moment: Moment) => boolean): void {
    const { moments } = this.recording;
    for (let i = this.index + way; i >= 0 && i < moments.length; i += way) {
      if (wanted(momentAt(this.recording, i))) return this.go(i);
    }
  }

  /** To the claim that was broken, or to the end. */
  toEnd(): void {
    this.go(this.recording.moments.length - 1);
  }

  /** The moment of a lane that is nearest to one, and not further than `reach`; null if none is. */
  nearest(index: number, lane: Lane | null, reach: number): number | null {
    if (lane === null) return null;
    const { moments } = this.recording;
    for (let away = 0; away <= reach; away++) {
      for (const at of [index - away, index + away]) {
        const moment = moments[at];
        if (moment !== undefined && isIn(lane, moment)) return at;
      }
    }
    return null;
  }

  toggle(lane: Lane): void {
    if (!this.only.delete(lane.key)) this.only.add(lane.key);
    this.filter();
  }

  /** Finds anew what passes the filters. */
  filter(): void {
    this.matching = [];
    this.filtered = 0;
    this.follow();
  }

  matches(moment: Moment): boolean {
    const { faultsOnly, only, words } = this;
    if (faultsOnly && !isTrouble(moment)) return false;
    if (moment.kind === "Detail" && !this.details) return false;
    if (words !== "" && !this.textOf(moment).includes(words)) return false;
    if (only.size === 0) return true;
    return this.lanes.some((lane) => only.has(lane.key) && isIn(lane, moment));
  }

  private match(): void {
    const { moments } = this.recording;
    for (; this.filtered < moments.length; this.filtered++) {
      if (this.matches(momentAt(this.recording, this.filtered))) this.matching.push(this.filtered);
    }
  }

  private textOf({ step, actor, text, effect }: Moment): string {
    return `${step} ${this.recording.actors[actor]} ${text} ${effect}`.toLowerCase();
  }
}

export function isTrouble({ kind }: Moment): boolean {
  return kind === "Fault" || kind === "Strike" || kind === "Breach";
}

/** Index of the first of ascending numbers that is not below `limit`. */
export function firstNotBelow(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

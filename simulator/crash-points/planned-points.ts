import type { Choices } from "../choices.ts";
import type { Fault, Strikes } from "../faults.ts";
import { choicesAt, type Point } from "./point.ts";

/** How often each fault could have struck. */
export type PointCounts = ReadonlyMap<Fault, number>;

/** Faults strike at the points of a plan and nowhere else, and everything else is calm. */
export class PlannedPoints implements Choices, Strikes {
  readonly tape: number[] = [];
  private readonly left: Point[];
  private readonly seen = new Map<Fault, number>();
  private struckAt: PointCounts = new Map();
  private next: number[] = [];

  constructor(plan: readonly Point[]) {
    this.left = [...plan];
  }

  /** All points that the run has come to. */
  get counts(): PointCounts {
    return this.seen;
  }

  /** Those that it had come to when the last fault of the plan struck. */
  get countsAtLast(): PointCounts {
    return this.struckAt;
  }

  /** Points of the plan that the run never came to. */
  get missed(): readonly Point[] {
    return this.left;
  }

  strikes(name: Fault): boolean {
    const nth = (this.seen.get(name) ?? 0) + 1;
    this.seen.set(name, nth);
    const at = this.left.findIndex((point) => point.fault === name && point.nth === nth);
    const point = this.left[at];
    if (point === undefined) return false;
    this.left.splice(at, 1);
    this.struckAt = new Map(this.seen);
    this.next = [...choicesAt(point)];
    return true;
  }

  below(count: number): number {
    const value = Math.min(this.next.shift() ?? 0, Math.max(0, count - 1));
    this.tape.push(value);
    return value;
  }
}

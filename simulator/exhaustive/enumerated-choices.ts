import type { Choices } from "../choices.ts";
import type { Fault, Strikes } from "../faults.ts";
import type { Bounds } from "./bounds.ts";

/** Gives the next of all choices: an odometer's, or those that are known already. */
export type Choose = (size: number) => number;

/**
 * The oracle: every choice of a run comes from an odometer, so that one run after the other all of
 * them are made, within bounds. Zero is the calm choice here too.
 */
export class EnumeratedChoices implements Choices, Strikes {
  readonly tape: number[] = [];
  /** By the number of the choice: those that were not calm. */
  readonly deviations = new Map<number, number>();
  private readonly bounds: Bounds;
  private readonly choose: Choose;
  private count = 0;
  private faultsLeft: number;
  private choicesLeft: number;
  /** A fault has just struck: how it does is looked at in any case. */
  private striking = false;

  constructor(bounds: Bounds, choose: Choose) {
    this.bounds = bounds;
    this.choose = choose;
    this.faultsLeft = bounds.mostFaults;
    this.choicesLeft = bounds.mostChoices;
  }

  strikes(name: Fault): boolean {
    if (!this.bounds.faults.includes(name) || this.faultsLeft === 0) return false;
    if (this.next(2) === 0) return false;
    this.faultsLeft--;
    this.striking = true;
    return true;
  }

  below(count: number): number {
    const { striking } = this;
    this.striking = false;
    const value = this.valueBelow(count, striking);
    this.tape.push(value);
    return value;
  }

  private valueBelow(count: number, striking: boolean): number {
    if (count <= 1 || (!striking && this.choicesLeft === 0)) return 0;
    const size = Math.min(count, this.bounds.width);
    const at = this.next(size);
    if (at > 0 && !striking) this.choicesLeft--;
    return Math.round((at * (count - 1)) / (size - 1));
  }

  private next(size: number): number {
    const number = this.count++;
    if (number >= this.bounds.depth) return 0;
    const at = this.choose(size);
    if (at > 0) this.deviations.set(number, at);
    return at;
  }
}

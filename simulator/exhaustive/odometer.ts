interface Digit {
  at: number;
  readonly size: number;
}

/**
 * Goes through all sequences of choices, where how many there are at a place may depend on those
 * before it: the last that can go on does, and what follows it begins at zero again.
 */
export class Odometer {
  private readonly digits: Digit[] = [];
  private position = 0;

  /** The next choice of this run: from 0 to below `size`. */
  choose(size: number): number {
    const digit = this.digits[this.position] ?? { at: 0, size };
    if (digit.size !== size) {
      const where = `choice ${this.position} has ${size} values, and had ${digit.size} before`;
      throw new Error(`a run is not what it was, though all before it is the same: ${where}`);
    }
    this.digits[this.position++] = digit;
    return digit.at;
  }

  /** Begins the next run; false where all have been. */
  advance(): boolean {
    this.digits.length = this.position;
    this.position = 0;
    for (let digit = this.digits.pop(); digit !== undefined; digit = this.digits.pop()) {
      if (digit.at + 1 >= digit.size) continue;
      this.digits.push({ at: digit.at + 1, size: digit.size });
      return true;
    }
    return false;
  }
}

/** Which mutant is active, and who reached which: what instrumented code asks and tells. */
export class Switchboard {
  /** Number of the mutant whose code runs in the place of the real one; -1 for none. */
  active = -1;
  private hits = 0;
  private hitLimit = Number.POSITIVE_INFINITY;
  private counts: number[] = [];

  /** Makes a mutant the active one until another is; it may run `hitLimit` times. */
  activate(mutant: number, hitLimit = Number.POSITIVE_INFINITY): void {
    this.active = mutant;
    this.hits = 0;
    this.hitLimit = hitLimit;
  }

  /** Whether the active mutant ran more often than it may: it goes round and round. */
  get exhausted(): boolean {
    return this.hits > this.hitLimit;
  }

  /** Called where the active mutant's code is about to run. */
  hit(): true {
    if (++this.hits > this.hitLimit) throw new Error("the mutant goes round and round");
    return true;
  }

  /** Called where code runs that mutants would replace. */
  cover(...mutants: readonly number[]): void {
    for (const mutant of mutants) this.counts[mutant] = (this.counts[mutant] ?? 0) + 1;
  }

  /** How often each mutant was covered since it was last asked. */
  takeCoverage(): Readonly<Record<string, number>> {
    const counts = this.counts;
    this.counts = [];
    return Object.fromEntries(Object.entries(counts));
  }
}

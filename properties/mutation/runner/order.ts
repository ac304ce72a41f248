/** The order in which units meet mutants: those that kill soonest first. */
export class Order {
  private readonly records = new Map<string, { runs: number; kills: number; spentMs: number }>();

  /** The units of those names, worlds only as many as may be, in the order to run them. */
  of(names: readonly string[], mostWorlds: number): readonly string[] {
    const worlds = names.filter((name) => name.startsWith("world "));
    const step = Math.max(1, worlds.length / mostWorlds);
    const chosen = new Set<string>();
    for (let at = 0; at < worlds.length; at += step) chosen.add(worlds[Math.floor(at)] ?? "");
    return names
      .filter((name) => !name.startsWith("world ") || chosen.has(name))
      .toSorted((one, other) => this.worth(other) - this.worth(one));
  }

  note(name: string, spentMs: number, isKill: boolean): void {
    const { runs, kills, spentMs: before } = this.recordOf(name);
    this.records.set(name, {
      runs: runs + 1,
      kills: kills + (isKill ? 1 : 0),
      spentMs: before + spentMs,
    });
  }

  /** Kills to be expected of a millisecond; a unit that never ran is taken to be like others. */
  private worth(name: string): number {
    const { kills, spentMs } = this.recordOf(name);
    return (kills + 1) / (spentMs + 20);
  }

  private recordOf(name: string) {
    return this.records.get(name) ?? { runs: 0, kills: 0, spentMs: 0 };
  }
}

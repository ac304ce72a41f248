import { createRequire } from "node:module";
import type * as fastCheck from "fast-check";
import { Linker, type Exports, type Purpose } from "./linker.ts";
import type { Judges } from "./options.ts";
import { Suite, type Unit } from "./suite.ts";
import type { Switchboard } from "./switchboard.ts";

/** The same cases for every mutant. */
const FAST_CHECK = { seed: 20_261_123, endOnFailure: true } as const;

/** What units/worlds.ts and units/tours.ts give; they belong to the copy, so they are linked. */
interface Worlds extends Exports {
  readonly runWorld: (seed: number) => Promise<void>;
}
interface Tours extends Exports {
  readonly TOURED: readonly string[];
  readonly tour: (name: string, stride: number) => void;
}

type AnyProperty = fastCheck.IRawProperty<unknown>;
type AnyOptions = fastCheck.Parameters<unknown>;

/** Runs of properties of whole partitions, which take milliseconds each. */
const FEWER_RUNS = 60;

/** Stories with one crash take seconds; those with many crashes, which stay, cover the same. */
const TOO_SLOW = /after any input, with what was under way/;

const fc = createRequire(import.meta.url)("fast-check") as typeof fastCheck;

/** All units over one copy of the repository. */
export class Judge {
  private readonly linker: Linker;
  private readonly judges: Judges;
  /** What a file of tests finds where it expects vitest. */
  private readonly doors: Record<"vitest" | "fast-check", Exports> = {
    vitest: {},
    "fast-check": {},
  };
  private fresh: ReadonlyMap<string, Unit> | null = null;

  constructor(
    root: string,
    switchboard: Switchboard,
    purpose: Purpose,
    judges: Judges,
    read?: (path: string) => string,
  ) {
    const { doors } = this;
    const given = {
      get vitest() {
        return doors.vitest;
      },
      get "fast-check"() {
        return doors["fast-check"];
      },
    };
    this.linker = new Linker(root, switchboard, purpose, given, read);
    this.judges = judges;
  }

  /** The units by name, on modules that are loaded once. */
  units(): ReadonlyMap<string, Unit> {
    this.fresh ??= this.load();
    return this.fresh;
  }

  /** Has the modules loaded anew before the next unit runs. */
  forget(): void {
    this.fresh = null;
  }

  private load(): ReadonlyMap<string, Unit> {
    const link = this.linker.link();
    const units: Unit[] = [];
    for (const file of this.judges.suites) {
      const suite = new Suite(file);
      this.doors.vitest = suite.door;
      this.doors["fast-check"] = fastCheckWith(
        file.startsWith("properties/core/") ? FEWER_RUNS : Number.POSITIVE_INFINITY,
      );
      link(file);
      units.push(...suite.units.filter(({ name }) => !TOO_SLOW.test(name)));
    }
    units.push(...this.worldsOf(link), ...this.toursOf(link));
    return new Map(units.map((unit) => [unit.name, unit]));
  }

  private worldsOf(link: (path: string) => Exports): readonly Unit[] {
    if (this.judges.worlds === 0) return [];
    const { runWorld } = link("properties/mutation/units/worlds.ts") as Worlds;
    return Array.from({ length: this.judges.worlds }, (_, index) => ({
      name: `world ${index + 1}`,
      run: () => runWorld(index + 1),
    }));
  }

  private toursOf(link: (path: string) => Exports): readonly Unit[] {
    const { tourStride } = this.judges;
    if (tourStride === 0) return [];
    const { TOURED, tour } = link("properties/mutation/units/tours.ts") as Tours;
    return TOURED.map((name) => ({ name: `tours of ${name}`, run: () => tour(name, tourStride) }));
  }
}

/** fast-check with the same cases each time, and with fewer where each takes long. */
function fastCheckWith(mostRuns: number): Exports {
  const assert = (property: AnyProperty, { numRuns = 100, ...options }: AnyOptions = {}): unknown =>
    fc.assert(property, { ...FAST_CHECK, ...options, numRuns: Math.min(numRuns, mostRuns) });
  return { ...fc, assert, default: { ...fc.default, assert } };
}

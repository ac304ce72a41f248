import { printJson } from "./print-json.ts";
import type { Verdict } from "./verdict.ts";

/** How a ledger is kept. */
export interface LedgerOptions {
  /** Whether a second entry under one key breaks the world. */
  readonly atMostOnce?: boolean;
}

/** One entry of a ledger. */
export interface LedgerEntry {
  readonly key: string;
  readonly detail: unknown;
}

/** A record of what was done outside; nothing undoes it, whoever crashes. */
export class Ledger {
  private readonly name: string;
  private readonly atMostOnce: boolean;
  private readonly verdict: Verdict;
  private readonly written: LedgerEntry[] = [];

  constructor(name: string, { atMostOnce = false }: LedgerOptions, verdict: Verdict) {
    this.name = name;
    this.atMostOnce = atMostOnce;
    this.verdict = verdict;
  }

  /** Everything that was recorded, the oldest first. */
  get entries(): readonly LedgerEntry[] {
    return this.written;
  }

  record(key: string, detail: unknown = null): void {
    this.written.push({ key, detail });
    this.verdict.note(
      `ledger ${this.name}: ${key}${detail === null ? "" : ` ${printJson(detail)}`}`,
    );
    const count = this.count(key);
    if (!this.atMostOnce || count === 1) return;
    this.verdict.breaks("your ledger", `'${key}' is in the ledger '${this.name}' ${count} times`);
  }

  /** How often something was recorded under a key. */
  count(key: string): number {
    return this.written.filter((entry) => entry.key === key).length;
  }
}

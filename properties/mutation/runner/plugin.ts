import type { StrykerOptions } from "@stryker-mutator/api/core";
import {
  commonTokens,
  declareClassPlugin,
  declareValuePlugin,
  PluginKind,
  tokens,
} from "@stryker-mutator/api/plugin";
import {
  type DryRunResult,
  DryRunStatus,
  type MutantRunOptions,
  type MutantRunResult,
  MutantRunStatus,
  type TestResult,
  type TestRunner,
  type TestRunnerCapabilities,
  TestStatus,
} from "@stryker-mutator/api/test-runner";
import { Judge } from "./judge.ts";
import { type Judges, MOST_WORLDS, OPTION } from "./options.ts";
import { Order } from "./order.ts";
import { ignorer } from "./rules.ts";
import type { Unit } from "./suite.ts";
import { Switchboard } from "./switchboard.ts";

/** Modules that keep a buffer between calls: a mutant that throws may leave it half written. */
const KEEPS_STATE = /core\/(wire|ids)\//;

/** Runs mutants of core in this process, in worlds, on tours and by properties. */
class CoreRunner implements TestRunner {
  static readonly inject = tokens(commonTokens.options);
  private readonly judges: Judges;
  private readonly switchboard = new Switchboard();
  private readonly order = new Order();
  private judge: Judge | null = null;

  constructor(options: StrykerOptions) {
    this.judges = options[OPTION] as Judges;
  }

  capabilities(): TestRunnerCapabilities {
    return { reloadEnvironment: true };
  }

  async dryRun(): Promise<DryRunResult> {
    const judge = new Judge(process.cwd(), this.switchboard, "cover", this.judges);
    const units = judge.units();
    const coverage = { static: this.switchboard.takeCoverage(), perTest: {} };
    const perTest: Record<string, Record<string, number>> = coverage.perTest;
    const tests: TestResult[] = [];
    for (const unit of units.values()) {
      const { failure, timeSpentMs } = await timed(unit);
      perTest[unit.name] = { ...this.switchboard.takeCoverage() };
      const result = { id: unit.name, name: unit.name, timeSpentMs };
      tests.push(
        failure === null
          ? { ...result, status: TestStatus.Success }
          : { ...result, status: TestStatus.Failed, failureMessage: failure },
      );
    }
    if (Object.values(perTest).every((counts) => Object.keys(counts).length === 0)) {
      const errorMessage = "no unit ran what was to be mutated, or it no longer says so";
      return { status: DryRunStatus.Error, errorMessage };
    }
    return { status: DryRunStatus.Complete, tests, mutantCoverage: { ...coverage, perTest } };
  }

  async mutantRun(options: MutantRunOptions): Promise<MutantRunResult> {
    const { activeMutant, mutantActivation, testFilter, hitLimit, sandboxFileName } = options;
    if (Number(activeMutant.id) % this.judges.sample !== 0) {
      return { status: MutantRunStatus.Error, errorMessage: "it is not in the sample" };
    }
    this.judge ??= new Judge(process.cwd(), this.switchboard, "mutate", this.judges);
    const isStatic = mutantActivation === "static";
    const isAlone = isStatic || KEEPS_STATE.test(sandboxFileName);
    if (isAlone) this.judge.forget();
    if (!isStatic) this.judge.units();
    this.switchboard.activate(Number(activeMutant.id), hitLimit);
    try {
      return await this.judgeMutant(this.judge, testFilter);
    } finally {
      this.switchboard.activate(-1);
      if (isAlone) this.judge.forget();
    }
  }

  private async judgeMutant(
    judge: Judge,
    testFilter: readonly string[] | undefined,
  ): Promise<MutantRunResult> {
    let units: ReadonlyMap<string, Unit>;
    try {
      units = judge.units();
    } catch (error) {
      return killed("loading", messageOf(error), 0);
    }
    const names = this.order.of(testFilter ?? [...units.keys()], MOST_WORLDS);
    for (const [index, name] of names.entries()) {
      const unit = units.get(name);
      if (unit === undefined) throw new Error(`there is no unit ${name}`);
      const { failure, timeSpentMs } = await timed(unit);
      this.order.note(name, timeSpentMs, failure !== null || this.switchboard.exhausted);
      if (this.switchboard.exhausted) {
        return { status: MutantRunStatus.Timeout, reason: "it goes round and round" };
      }
      if (failure !== null) return killed(name, failure, index + 1);
    }
    return { status: MutantRunStatus.Survived, nrOfTests: names.length };
  }
}

function killed(by: string, failureMessage: string, nrOfTests: number): MutantRunResult {
  return { status: MutantRunStatus.Killed, killedBy: [by], failureMessage, nrOfTests };
}

async function timed(unit: Unit): Promise<{ failure: string | null; timeSpentMs: number }> {
  const startedMs = performance.now();
  let failure: string | null = null;
  try {
    await unit.run();
  } catch (error) {
    failure = messageOf(error);
  }
  return { failure, timeSpentMs: performance.now() - startedMs };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : String(error);
}

export const strykerPlugins = [
  declareClassPlugin(PluginKind.TestRunner, "core", CoreRunner),
  declareValuePlugin(PluginKind.Ignore, "core", ignorer),
];

export const strykerValidationSchema = { properties: { [OPTION]: { type: "object" } } };

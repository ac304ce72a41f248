import { type InvocationId, type Outcome, parseAwakeableId } from "@holdfast/core";
import { encodeJson, type ServiceDefinition, type WaitsFor } from "@holdfast/sdk";
import type { Cast, Casting } from "../cast.ts";
import type { AttemptView } from "../checkers/checker.ts";
import type { Operation } from "../workload/operation.ts";
import type { World } from "../world.ts";
import { drawSettings } from "../settings.ts";
import { chooserOf } from "./chooser.ts";
import { describeInvocation } from "./describe-invocation.ts";
import { Ledger } from "./ledger.ts";
import { outsideService } from "./outside-service.ts";
import { CallPlanner } from "./plan.ts";
import { printJson } from "./print-json.ts";
import { suited } from "./suited-settings.ts";
import { UserChecker } from "./user-checker.ts";
import { Verdict } from "./verdict.ts";
import {
  type ClientCall,
  type Surroundings,
  type Workload,
  WorkloadError,
  type WorkloadSource,
} from "./workload.ts";

/** What a file of a user's holds: services that stay the same, and a workload. */
export interface UserFile {
  readonly services: readonly ServiceDefinition[];
  readonly workload: WorkloadSource;
}

/** Lets a user's services play in every world. */
export function userCasting(file: UserFile): Casting {
  const cast = (world: World): Cast => new UserCast(world, file).cast();
  return { draw: (choices) => ({ settings: suited(drawSettings(choices)), spared: [], cast }) };
}

/** A user's services, in one world. */
class UserCast {
  private readonly world: World;
  private readonly file: UserFile;
  private readonly verdict: Verdict;
  private readonly calls = new Map<Operation, ClientCall>();
  private planner: CallPlanner | null = null;

  constructor(world: World, file: UserFile) {
    this.world = world;
    this.file = file;
    this.verdict = new Verdict(world);
  }

  cast(): Cast {
    const { world, verdict } = this;
    const { workload: source } = this.file;
    const workload = typeof source === "function" ? source(this.surroundings()) : source;
    const services = [...this.file.services, ...(workload.services ?? [])];
    if (services.length === 0) {
      throw new WorkloadError(
        "there are no services: export what service(), object() or workflow() gives, or give them as `services` of the workload",
      );
    }
    const planner = new CallPlanner(world, services);
    this.planner = planner;
    const planned = this.callsOf(workload).map((call) => {
      const each = planner.planned(call);
      this.calls.set(each.operation, call);
      return each;
    });
    return {
      name: "your services",
      services,
      lateServices: [],
      checkers: [new UserChecker(world, workload, this.calls)],
      log: (level, parts) => world.note("handler", `${level}: ${parts.map(shown).join(" ")}`),
      plan: () => planned,
      begin: () => undefined,
      deploys: false,
      interferences: workload.operators === true ? ["Cancel", "Kill"] : [],
      stalled: (attempt, waitsFor) =>
        verdict.breaks("your handler", `${this.nameOf(attempt)} ${stallOf(waitsFor)}`),
      refuse: (attempt, what) =>
        verdict.breaks("your handler", `${this.nameOf(attempt)} uses ${what}. ${ADVICE}`),
      patient: true,
    };
  }

  private callsOf({ calls }: Workload): readonly ClientCall[] {
    return [...(typeof calls === "function" ? calls(chooserOf(this.world.choices)) : calls)];
  }

  private surroundings(): Surroundings {
    const { world, verdict } = this;
    const complete = (id: string, outcome: Outcome, afterMs: number): void => {
      const target = parseAwakeableId(id);
      if (target === null) throw new WorkloadError(`'${id}' is no id of an awakeable`);
      world.timeline.after(afterMs * 1_000, () => {
        world.clients.completeAwakeable(target.invocationId, target.signalIndex, outcome);
      });
    };
    return {
      choose: chooserOf(world.choices),
      nowMs: () => world.nowMs,
      outside: (name, functions) => outsideService(world, verdict, name, functions),
      ledger: (name, options = {}) => new Ledger(name, options, verdict),
      assert: (condition, message) => {
        if (!condition) verdict.breaks("your assertion", message);
      },
      call: (call, afterMs = 0) => {
        if (this.planner === null) throw new WorkloadError("world.call is for later: use `calls`");
        const operation = this.planner.operationOf(call);
        this.calls.set(operation, call);
        world.clients.beginAt(world.timeline.nowUs + afterMs * 1_000, operation);
      },
      resolveAwakeable: (id, value, afterMs = 0) =>
        complete(id, { _tag: "Success", value: encodeJson(value) }, afterMs),
      rejectAwakeable: (id, message, afterMs = 0) =>
        complete(id, { _tag: "Failure", failure: { code: 500, message, metadata: [] } }, afterMs),
    };
  }

  private nameOf({ invocation }: AttemptView): string {
    for (const { ahead } of this.world.nodes) {
      const found = ahead.get("invocation", invocation, "");
      if (found !== undefined) return describeInvocation(found);
    }
    return invocation satisfies InvocationId;
  }
}

const ADVICE =
  "In a world nothing answers but the context, timers, and what the workload made by " +
  "world.outside: see docs/guides/simulate-your-handlers.md.";

function stallOf(waitsFor: WaitsFor): string {
  return waitsFor._tag === "Runs"
    ? `waits for ever in the run '${waitsFor.names.join("', '")}', for something that the world does not have. ${ADVICE}`
    : `waits for ever outside of any run, for something that the journal does not have. ${ADVICE}`;
}

function shown(part: unknown): string {
  return typeof part === "string" ? part : printJson(part);
}

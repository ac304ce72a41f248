import type { ServiceDefinition } from "@holdfast/sdk";
import { expectedId, type PlannedOperation } from "../workload/plan.ts";
import type { Operation } from "../workload/operation.ts";
import type { World } from "../world.ts";
import { type ClientCall, WorkloadError } from "./workload.ts";

/** Makes operations of a workload's calls, having seen that there is such a handler. */
export class CallPlanner {
  private readonly world: World;
  private readonly services: ReadonlyMap<string, ServiceDefinition>;
  private count = 0;

  constructor(world: World, services: readonly ServiceDefinition[]) {
    this.world = world;
    this.services = new Map(services.map((service) => [service.name, service]));
  }

  planned(call: ClientCall): PlannedOperation {
    const { choices, settings } = this.world;
    const operation = this.operationOf(call);
    return { atMs: call.atMs ?? choices.below(settings.faultyMs), operation };
  }

  operationOf(call: ClientCall): Operation {
    const number = this.count++;
    const { service, handler, key, input, send = false, delayMs = null } = call;
    const type = this.handlerType(call, number);
    const target = { service, key: key ?? null, handler };
    const runsOnce = type === "Workflow";
    // So that a client that got no answer may ask again, as one should that wants it done.
    const idempotencyKey = runsOnce ? null : (call.idempotencyKey ?? `client-${number}`);
    return {
      number,
      kind: send || delayMs !== null ? "Send" : "Call",
      target,
      input,
      token: null,
      delayMs,
      idempotencyKey,
      expectedId: expectedId(this.world.settings, target, idempotencyKey, runsOnce),
      state: "Planned",
      reply: null,
      tries: 0,
    };
  }

  private handlerType({ service, handler, key }: ClientCall, number: number): string {
    const where = `call ${number} of the workload`;
    const found = this.services.get(service);
    if (found === undefined) {
      const names = [...this.services.keys()].join(", ");
      throw new WorkloadError(`${where} is for the service '${service}'; there are: ${names}`);
    }
    const definition = found.handlers.get(handler);
    if (definition === undefined) {
      const names = [...found.handlers.keys()].join(", ");
      throw new WorkloadError(
        `${where} is for '${service}/${handler}'; its handlers are: ${names}`,
      );
    }
    if ((found.type === "Service") === (key === undefined)) return definition.type;
    const what = key === undefined ? "needs a key, and has none" : "has a key, and takes none";
    throw new WorkloadError(`${where} is for '${service}/${handler}', which ${what}`);
  }
}

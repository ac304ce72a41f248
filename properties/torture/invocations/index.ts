import type { Planned } from "../plan.ts";
import { awaitWorld } from "./await-world.ts";
import { add, readCount, sendAdd } from "./count.ts";
import { relay } from "./relay.ts";
import { runFlow } from "./run-flow.ts";
import type { Stage } from "./stage.ts";
import { work } from "./work.ts";

export type { Stage } from "./stage.ts";

/** Carries out one planned invocation; resolves when its clients have their answers. */
export function carryOut(planned: Planned, stage: Stage): Promise<void> {
  switch (planned._tag) {
    case "Work":
      return work(planned, stage);
    case "Add":
      return add(planned, stage);
    case "SendAdd":
      return sendAdd(planned, stage);
    case "ReadCount":
      return readCount(planned, stage);
    case "RelayCalls":
      return relay(planned, stage);
    case "AwaitWorld":
      return awaitWorld(planned, stage);
    case "RunFlow":
      return runFlow(planned, stage);
    default:
      return planned satisfies never;
  }
}
